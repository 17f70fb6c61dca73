"""Posts and comments as WXR 1.2, as WordPress's importer reads it. Pure: who calls this has fetched them."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

_NEVER_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class OutComment:
    """`number` and `parent` (0 for none) are those of the file. `content` is HTML, `author` plain text."""

    number: int
    author: str
    posted_at: datetime.datetime
    content: str
    parent: int = 0
    email: str = ""
    approved: bool = True


@dataclass(frozen=True, slots=True)
class OutPost:
    """`content` is HTML, `title` plain text."""

    number: int
    title: str
    link: str
    posted_at: datetime.datetime
    content: str
    comments: Sequence[OutComment] = field(default_factory=tuple)


def head(title: str, address: str) -> str:
    """What stands before the posts. `address` tells this blog from others when it is imported again."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{_text(title)}</title>
<link>{_text(address)}</link>
<description></description>
<language>en</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{_text(address)}</wp:base_site_url>
<wp:base_blog_url>{_text(address)}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{_cdata("editors")}</wp:author_login>\
<wp:author_email></wp:author_email><wp:author_display_name>{_cdata("Editors")}</wp:author_display_name></wp:author>
"""


TAIL = "</channel>\n</rss>\n"


def written(post: OutPost) -> Iterator[str]:
    """The lines of one item, its comments last."""
    date = post.posted_at.strftime("%Y-%m-%d %H:%M:%S")
    yield f"""<item>
<title>{_cdata(escape(post.title, quote=False))}</title>
<link>{_text(post.link)}</link>
<pubDate>{post.posted_at.strftime("%a, %d %b %Y %H:%M:%S +0000")}</pubDate>
<dc:creator>{_cdata("editors")}</dc:creator>
<guid isPermaLink="false">{_text(post.link)}</guid>
<description></description>
<content:encoded>{_cdata(post.content)}</content:encoded>
<excerpt:encoded>{_cdata("")}</excerpt:encoded>
<wp:post_id>{post.number}</wp:post_id>
<wp:post_date>{date}</wp:post_date>
<wp:post_date_gmt>{date}</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status>
<wp:ping_status>closed</wp:ping_status>
<wp:post_name>gotcha-{post.number}</wp:post_name>
<wp:status>publish</wp:status>
<wp:post_parent>0</wp:post_parent>
<wp:menu_order>0</wp:menu_order>
<wp:post_type>post</wp:post_type>
<wp:post_password></wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
"""
    for comment in post.comments:
        yield _comment(comment)
    yield "</item>\n"


def _comment(comment: OutComment) -> str:
    date = comment.posted_at.strftime("%Y-%m-%d %H:%M:%S")
    return f"""<wp:comment>
<wp:comment_id>{comment.number}</wp:comment_id>
<wp:comment_author>{_cdata(escape(comment.author, quote=False))}</wp:comment_author>
<wp:comment_author_email>{_text(comment.email)}</wp:comment_author_email>
<wp:comment_author_url></wp:comment_author_url>
<wp:comment_author_IP></wp:comment_author_IP>
<wp:comment_date>{date}</wp:comment_date>
<wp:comment_date_gmt>{date}</wp:comment_date_gmt>
<wp:comment_content>{_cdata(comment.content)}</wp:comment_content>
<wp:comment_approved>{int(comment.approved)}</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{comment.parent}</wp:comment_parent>
<wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>
"""


def _text(text: str) -> str:
    return escape(_NEVER_XML.sub("", text), quote=False)


def _cdata(text: str) -> str:
    return "<![CDATA[" + _NEVER_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"
