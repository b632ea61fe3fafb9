"""Names of files that leave: what a person sees is what arrives."""

import pytest

from chorus_api.files import clean_name, shorten_name


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("bon de livraison.pdf", "bon de livraison.pdf"),
        ("Éclairage n° 12 (été).PDF", "Éclairage n° 12 (été).PDF"),
        ("E\u0301tat.pdf", "État.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\x.pdf", "x.pdf"),
        (".\u200b./.\u200b./x.pdf", "x.pdf"),
        ("a\r\nContent-Type: text/html\r\n\r\nb.pdf", "html b.pdf"),
        ("a\u2028b\u2029c\u0085d.pdf", "a b c d.pdf"),
        ("facture\u202egpj.exe.pdf", "facturegpj.exe.pdf"),
        ("a\u200b\u200d\u2060\ufeff\u00adb\u3164\ufe0f.pdf", "ab.pdf"),
        ("a\0b\x1bc\x7fd.pdf", "abcd.pdf"),
        ("a\ud800b\ue000c.pdf", "abc.pdf"),
        ('a<b>:"c|d?e*.pdf', "a_b___c_d_e_.pdf"),
        ("  a \u00a0  b .pdf ", "a b.pdf"),
        (".pdf", "document.pdf"),
        ("..pdf", "document.pdf"),
        (" . .pdf", "document.pdf"),
        ("\u202e.p\u200bdf", "document.pdf"),
        ("x.p d\nf", "x.pdf"),
        ("x.", "x"),
        ("..", "document"),
        ("a/", "document"),
        ("", "document"),
    ],
)
def test_a_name_is_cleaned_once(given, cleaned):
    assert clean_name(given) == cleaned
    assert clean_name(cleaned) == cleaned


def test_a_name_is_measured_as_it_leaves():
    hidden = "\u200b" * 60
    assert shorten_name(f"a{hidden}.pdf") == "a.pdf"
    assert shorten_name("../" + "é" * 60 + ".pdf") == "é" * 46 + ".pdf"
