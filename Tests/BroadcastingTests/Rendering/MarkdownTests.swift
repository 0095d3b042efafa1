import Testing

@testable import Broadcasting

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("~~gone~~", "<p><del>gone</del></p>\n"),
        ("# A\n\n- b\n- c", "<h1>A</h1>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n"),
        ("{{x}} {{{y}}} {{=<% %>=}}", "<p>{{x}} {{{y}}} {{=&lt;% %&gt;=}}</p>\n"),
        ("Żółć 🦊 مرحبا\u{0301}", "<p>Żółć 🦊 مرحبا\u{0301}</p>\n"),
        ("", ""),
    ])
    func `CommonMark becomes HTML`(markdown: String, html: String) {
        #expect(Markdown.html(markdown) == html)
    }

    @Test func `tables are tables`() {
        let html = Markdown.html("| a | b |\n|---|--:|\n| 1 | 2 |")
        #expect(html.contains("<th>a</th>\n<th align=\"right\">b</th>"))
        #expect(html.contains("<td>1</td>\n<td align=\"right\">2</td>"))
    }

    @Test(arguments: [
        ("<b onclick=\"x\">y</b>", "<p>&lt;b onclick=&quot;x&quot;&gt;y&lt;/b&gt;</p>\n"),
        ("<div>\n**b**\n</div>", "<p>&lt;div&gt;<br />\n**b**<br />\n&lt;/div&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <!-- b --> c", "<p>a &lt;!-- b --&gt; c</p>\n"),
        ("<?php x ?>", "<p>&lt;?php x ?&gt;</p>\n"),
        ("&lt;b&gt; &amp; &#60;i>", "<p>&lt;b&gt; &amp; &lt;i&gt;</p>\n"),
    ])
    func `HTML is shown as text`(markdown: String, html: String) {
        #expect(Markdown.html(markdown) == html)
    }

    @Test(arguments: [
        ("[a](https://a.example/?b=1&c)", "https://a.example/?b=1&amp;c"),
        ("[a](HTTP://a.example)", "HTTP://a.example"), ("[a](mailto:b@c.example)", "mailto:b@c.example"),
        ("[a](tel:+44 \"t\")", "tel:+44"), ("https://a.example/b.", "https://a.example/b"),
        ("<https://a.example>", "https://a.example"), ("www.a.example", "http://www.a.example"),
        ("a@b.example", "mailto:a@b.example"), ("[a]\n\n[a]: https://b.example", "https://b.example"),
        ("![a](https://b.example/c.png)", "https://b.example/c.png"),
    ])
    func `a link of a permitted scheme keeps its target`(markdown: String, target: String) {
        #expect(Markdown.html(markdown).contains("<a href=\"\(target)\""))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "java&#9;script:alert(1)",
        "java&#10;script:x", "&#32;javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "ftp://a.example", "/a", "a/b", "//a.example", "#top", "?q", "", "https", "&#x1;https://a.example",
        "https&#58", "xmpp:a@b.example", "http\u{200B}://a.example", "%6Aavascript:x", "javascript%3Ax",
        "java%0Ascript:x", "java\tscript:x", "javascript&colon;x", "&#x6A;&#x61;vascript&#58;x",
        "\u{1}javascript:x",
        "VBScript:x", "DATA:text/html;base64,x", "view-source:https://a.example", "feed:javascript:x",
        "blob:x",
        "http;//a.example", "\u{FF48}ttp://a.example", "jav\u{AD}ascript:x", "//a.example:https://b.example",
    ])
    func `any other target is dropped, and the text stays`(target: String) {
        for markdown in ["[b](<\(target)>)", "![b](<\(target)>)", "[b]\n\n[b]: <\(target)>"] {
            #expect(Markdown.html(markdown) == "<p>b</p>\n", "\(markdown)")
        }
    }

    @Test(arguments: [
        ("![alt *b*](https://a.example)", "<p><a href=\"https://a.example\">alt <em>b</em></a></p>\n"),
        ("![](https://a.example)", "<p><a href=\"https://a.example\">https://a.example</a></p>\n"),
        ("[![b](https://b.example)](https://a.example)", "<p><a href=\"https://a.example\">b</a></p>\n"),
        ("[![b](https://b.example)](/a)", "<p><a href=\"https://b.example\">b</a></p>\n"),
        ("![a ![b](https://b.example)](https://a.example)", "<p><a href=\"https://a.example\">a b</a></p>\n"),
    ])
    func `an image becomes a link with its text, and no link stands in another`(
        markdown: String, html: String
    ) {
        #expect(Markdown.html(markdown) == html)
    }

    @Test(.timeLimit(.minutes(1)), arguments: MarkdownBombs.all)
    func `no text takes long, crashes or grows beyond measure`(bomb: MarkdownBombs.Bomb) {
        #expect(Markdown.html(bomb.text).utf8.count < 32 << 20)
    }
}
