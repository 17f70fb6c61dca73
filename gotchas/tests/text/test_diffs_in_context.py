from gotchas.text.diffs import Piece, in_context, word_diff


def test_what_is_far_from_a_change_is_left_out_at_line_ends():
    lines = [f"line {n}\n" for n in range(100)]
    old = "".join(lines)
    shown = in_context(word_diff(old, old.replace("line 50\n", "row 50\n")), around=20)
    assert shown == [
        Piece("same", "…\nline 48\nline 49\n"),
        Piece("removed", "line"),
        Piece("added", "row"),
        Piece("same", " 50\nline 51\nline 52\n…"),
    ]


def test_a_short_text_stays_whole_and_a_long_line_is_cut():
    pieces = word_diff("a b c", "a x c")
    assert in_context(pieces) == pieces
    assert in_context([Piece("removed", "x" * 50), Piece("same", "y" * 50)], around=5)[1].text == "yyyyy…"
    assert in_context([Piece("same", "z" * 9)], around=5) == [Piece("same", "…")]
