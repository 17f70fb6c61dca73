"""WXR files for tests, as WordPress writes them."""

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://blog.test</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://blog.test</wp:base_blog_url>
<wp:author><wp:author_login>ann</wp:author_login><wp:author_email>ann@blog.test</wp:author_email>
<wp:author_display_name><![CDATA[Ann &amp; Co]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def wxr(*items: str, head: str = HEAD, tail: str = TAIL) -> bytes:
    return (head + "".join(items) + tail).encode()


def post(number: object = 1, *comments: str, **fields: str) -> str:
    """An item; `fields` are `title`, `content`, `status`, `kind`, `password`, `date`, `gmt`, `link`."""
    given = {"title": f"Post {number}", "content": "<p>It broke.</p>", "status": "publish", "kind": "post"}
    given |= {"password": "", "date": "2010-05-01 12:00:00", "gmt": "2010-05-01 10:00:00"}
    given |= {"link": f"https://blog.test/?p={number}"} | fields
    return f"""<item><title>{cdata(given["title"])}</title><link>{given["link"]}</link><pubDate></pubDate>
<dc:creator>{cdata("ann")}</dc:creator><content:encoded>{cdata(given["content"])}</content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{given["date"]}</wp:post_date>
<wp:post_date_gmt>{given["gmt"]}</wp:post_date_gmt><wp:status>{given["status"]}</wp:status>
<wp:post_type>{given["kind"]}</wp:post_type><wp:post_password>{cdata(given["password"])}</wp:post_password>
{"".join(comments)}</item>
"""


def remark(number: object = 1, text: str = "Same here.", **fields: object) -> str:
    """A comment; `fields` are `author`, `email`, `url`, `date`, `gmt`, `approved`, `kind`, `parent`."""
    given: dict[str, object] = {"author": "Ben", "email": "ben@home.test", "url": "", "kind": "comment"}
    given |= {
        "date": "2010-05-02 12:00:00",
        "gmt": "2010-05-02 10:00:00",
        "approved": 1,
        "parent": 0,
    } | fields
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author>{cdata(str(given["author"]))}</wp:comment_author>
<wp:comment_author_email>{given["email"]}</wp:comment_author_email>
<wp:comment_author_url>{given["url"]}</wp:comment_author_url>
<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP><wp:comment_date>{given["date"]}</wp:comment_date>
<wp:comment_date_gmt>{given["gmt"]}</wp:comment_date_gmt>
<wp:comment_content>{cdata(text)}</wp:comment_content>
<wp:comment_approved>{given["approved"]}</wp:comment_approved><wp:comment_type>{given["kind"]}</wp:comment_type>
<wp:comment_parent>{given["parent"]}</wp:comment_parent><wp:comment_user_id>9</wp:comment_user_id></wp:comment>
"""
