import TestSupport
import Testing

@testable import Broadcasting

/// What can stand in a draft and must not come out: scripts, event handlers, and links that do something.
@Suite struct MarkdownSafetyTests {
    static let attacks = [
        "<script>alert(1)</script>", "<SCRIPT SRC=//a.example>", "<scr\0ipt>alert(1)</scr\0ipt>",
        "<script\n>x",
        "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe srcdoc='<script>x</script>'>",
        "<style>*{background:url(//a.example)}</style>", "<meta http-equiv=refresh content=0>",
        "<base href=//a.example>", "<form action=//a.example><input autofocus onfocus=x></form>",
        "<!--[if mso]><b>x</b><![endif]-->", "<![CDATA[<b>x</b>]]>", "<?xml x?><!DOCTYPE x>",
        "a <b\nonclick=x> b",
        "<a\nhref='javascript:x'>y</a>", "<div\n\nonclick=x>", "> <script>\n> x", "- <script>\n  x",
        "# <script>",
        "| <script> | b |\n|---|---|\n| <img onerror=x> | [c](javascript:x) |", "**<b onclick=x>**",
        "~~<script>~~",
        "[<img src=x onerror=y>](https://a.example)", "![<script>](https://a.example)",
        "[![<b>](data:x)](data:y)",
        "[a](https://a.example '\" onmouseover=\"x')", "[a](https://a.example (\"><script>))",
        "[a](<https://a.example/\" onclick=\"x>)", "[a](https://a.example/'onclick='x)",
        "```a\"onclick=\"x\nb\n```", "~~~ <script>\n<script>\n~~~", "`<script>`", "    <script>",
        "https://a.example/\"onclick=\"x", "www.a.example/<script>", "a@b.example\"onclick=\"x",
        "<https://a.example/\"onclick=\"x>", "<javascript:alert(1)>", "<JavaScript:alert(1)>",
        "<data:text/html,x>",
        "<vbscript:x>", "javascript:alert(1)//https://a.example", "[javascript:x](javascript:x)",
        "[a][b]\n\n[b]: javascript:x '\"onclick=\"x'", "[a]: data:x\n\n![a]", "&lt;script&gt;",
        "&#60;script&#x3e;",
        "\\<script\\>", "&lt;img src=x onerror=x&gt;", "<\u{1}script>", "<\u{FEFF}script>",
        "\u{FF1C}script\u{FF1E}",
    ]

    @Test(arguments: attacks)
    func `nothing that does something survives`(markdown: String) {
        #expect(Offence.all(in: Markdown.html(markdown)) == [])
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `nor in any mixture of marks, tags and links`(seed: UInt64) {
        let pieces = [
            "<", ">", "script", "/", " onclick=", "\"", "'", "x", "[a](", "![", "](", ")", "javascript:",
            "data:",
            "https://a.example", "&#106;", "&lt;", "&colon;", "&#x3C;", "\\", "`", "```", "\n", "\n\n", "> ",
            "- ",
            "|", "|-|-|\n", "<!--", "-->", "<?", "*", "**", "_", "~~", "www.", "@b.example", "[a]: ", "%3A",
            "\t",
            "\0", "é", "(", "<a href=", "<img src=x onerror=", " \"t", "# ",
        ]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let markdown = (0..<Int.random(in: 1...24, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            #expect(Offence.all(in: Markdown.html(markdown)) == [], "\(markdown.debugDescription)")
        }
    }

    /// Whatever stands in the other keys, and in a list, the HTML has the tags that it has with a harmless word there.
    @Test(arguments: [
        "<script>alert(1)</script>", "x\" onclick=\"y", "'><img src=x onerror=y>", "javascript:alert(1)",
        "-->", "</title>",
        "{{{body.html}}}", "</style><b>", "&lt;script&gt;", "]]><svg/onload=x>", "https://a.example/\"><b>",
    ])
    func `nor does anything in a key of a draft or in a subscriber's name`(attack: String) throws {
        func tags(_ word: String) throws -> [String] {
            let keys = "Contact: \(word)\nSource: \(word)\nTopic: \(word)"
            var message = try RenderedMessage("Subject: \(word)\nTo: kent\n\(keys)\n\n[a](\(word))\n")
            message.settings.title = word
            message.settings.description = word
            message.settings.footer = word
            let name = word.replacing("\"", with: "\\\"")
            let wire = try message.wire(to: "\"\(name)\" <ann@kent.example>").replacing("=\r\n", with: "")
            let html = try wire[#require(wire.firstRange(of: "Content-Type: text/html")).upperBound...]
            return html.matches(of: /<[^>]*>/).map { String($0.output) }
        }
        // What Markdown makes of a target is tried above.
        let isLink = attack.hasPrefix("https:")
        #expect(try tags(attack) == tags(isLink ? "https://a.example/%22%3E%3Cb%3E" : "word"))
        #expect(try tags("word").count > 40)
    }

    @Test(arguments: [
        ("<p>a</p><script>", "<script>"), ("<p onclick=\"x\">", "<p onclick=\"x\">"), ("<p>a < b</p>", "< b"),
        ("<a href=\"javascript:x\">", "javascript:x"), ("<a href=\"//a\">", "//a"), ("<p>a</p", "</p"),
        ("<a href=\"data&#x3A;x\">", "data&#x3A;x"), ("<ol start=\"x\">", "<ol start=\"x\">"),
    ])
    func `an offence that is planted is found`(html: String, offence: String) {
        #expect(Offence.all(in: html) == [offence])
    }
}

/// What in HTML is not one of the tags, attributes and targets that Markdown is turned into.
private enum Offence {
    static func all(in html: String) -> [String] {
        var found: [String] = []
        for rest in html.utf8.split(separator: UInt8(ascii: "<")).dropFirst(html.utf8.first == 0x3C ? 0 : 1) {
            let text = "<" + String(decoding: rest, as: UTF8.self)
            guard let tag = text.prefixMatch(of: tags) else {
                found.append(text)
                continue
            }
            guard let target = tag.output.target else { continue }
            if target.prefixMatch(of: permitted) == nil { found.append(String(target)) }
        }
        return found
    }

    private nonisolated(unsafe) static let tags =
        #/
        <(?:
        \/?(?:p|h[1-6]|ul|ol|li|blockquote|pre|code|em|strong|del|table|thead|tbody|tr|th|td)
        |\/a |br\ \/ |hr\ \/ |ol\ start="\d+" |t[hd]\ align="(?:left|right|center)"
        |code\ class="language-[^"<>]*"
        |a\ href="(?<target>[^"<>]*)"(?:\ title="[^"<>]*")?
        )>
        /#
    private nonisolated(unsafe) static let permitted = /(?i)(?:https?|mailto|tel):/
}
