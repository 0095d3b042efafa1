import Foundation
import TestSupport
import Testing

@testable import Broadcasting

/// What subscribers see, judged by tools that others wrote: Chromium, tidy and SpamAssassin.
@Suite struct PageTests {
    /// Messages that mail systems cut off are longer than 100 KB; ours keep far away from that.
    static let mostOctets = 60_000

    private func html(_ page: SamplePage) throws -> String {
        try #require(try page.part(.html), "\(page.testDescription) has no HTML")
    }

    @Test func `each message looks as it is kept, at 320, 600 and 1200 pixels, light and dark`() async throws
    {
        let pages = try SamplePage.pictured.map { ($0.name, try html($0)) }
        let looks = try await Looks.at(
            Dictionary(uniqueKeysWithValues: pages), written: Looks.areWritten)
        #expect(looks.count == SamplePage.pictured.count)
        for (name, found) in looks { #expect(found.problems == [], "\(name)") }
    }

    @Test func `every template, stance and text can be read on a phone at 200 per cent, in AA contrast`()
        async throws
    {
        let pages = try SamplePage.others.enumerated().map { ("\($1.name).\($0)", try html($1)) }
        let looks = try await Looks.at(Dictionary(uniqueKeysWithValues: pages), pictured: false)
        #expect(looks.count == SamplePage.others.count)
        for (name, found) in looks {
            #expect(found.problems == [], "\(name)")
            // Text, banner, boxes, footer, links: each in two colours.
            #expect(found.pairs.count >= 7, "\(name): \(found.pairs)")
        }
    }

    @Test func `a key message is copied as clean text`() async throws {
        let looks = try await Looks.at(["lines": try html(.lines)], pictured: false)
        #expect(
            looks["lines"]?.pastes == [
                "People making this journey are looking for safety, as any of us would.",
                "Safe routes work: where they exist, nobody needs a boat.",
                "Each claim deserves a fair hearing, decided once and decided well.",
                "We do not comment on operational matters. What we can say is what people tell us when they"
                    + " arrive: they want to be safe, to work, and to be near the people they love.",
                "\"Waves\", \"floods\" or \"swarms\": these are people.",
                "Repeating the figure in the headline, even to correct it.",
            ])
    }

    @Test(arguments: SamplePage.pictured + SamplePage.others)
    func `tidy finds no error and no warning, nothing is loaded, and it is small`(page: SamplePage)
        async throws
    {
        let html = try html(page)
        let folder = try TemporaryFolder()
        try folder.write(html, to: "page.html")
        let tidy = try RunningProcess("tidy", ["-q", "-e", "-utf8", folder("page.html")])
        #expect(try await tidy.end(deadline: 60) < 2)
        // How cmark aligns the columns of a table: no HTML 5, and what every mail program understands.
        let findings = tidy.errors.split(separator: "\n").filter {
            !$0.hasSuffix("attribute \"align\" not allowed for HTML5")
        }
        #expect(findings == [])
        for mark in [
            "src=", "url(", "@import", "<link", "<img", "<script", "javascript:", "data:", "{{", "}}",
        ] {
            #expect(!html.contains(mark), "\(mark)")
        }
        #expect(html.utf8.count < PageTests.mostOctets)
        #expect(try page.wire().utf8.count < PageTests.mostOctets)
    }

    @Test func `SpamAssassin's own rules give no template a point`() async throws {
        let plain = SamplePage(name: "lines", template: "plain")
        let pages = SamplePage.pictured + [plain] + SamplePage.others
        let folder = try TemporaryFolder()
        let mailbox = try pages.map { try PageTests.received($0) }.joined()
        try folder.write(mailbox, to: "mbox")
        let judge = try RunningProcess(
            "spamassassin", ["-L", "-t", "-x", "--mbox", folder("mbox")], environment: ["HOME": folder.path])
        #expect(try await judge.end(deadline: 300) == 0, "\(judge.errors)")
        let scores = judge.output.matches(of: /X-Spam-Status: \w+, score=(-?[0-9.]+)[^:]*/)
        #expect(scores.count == pages.count)
        for (page, score) in zip(pages, scores) {
            let points = try #require(Double(score.output.1))
            #expect(points < 1, "\(page.testDescription): \(score.output.0)")
        }
    }

    /// As it lies in a mailbox, one relay later.
    private static func received(_ page: SamplePage) throws -> String {
        let date = "Tue, 24 Nov 2026 06:00:01 +0000"
        return """
            From press@example.org Tue Nov 24 06:00:01 2026
            Return-Path: <lists@example.org>
            Received: from relay.example.org (relay.example.org [192.0.2.10])
            \tby mx.kent.example (Postfix) with ESMTPS id 4F1D for <ann@kent.example>; \(date)
            \(try page.wire().replacing("\r\n", with: "\n"))

            """
    }

    @Test(arguments: SamplePage.pictured + [SamplePage(name: "lines", template: "plain")])
    func `the text part says the same, word for word as it is kept`(page: SamplePage) throws {
        let text = try #require(try page.part(.text))
        let file = Repository.file("Tests/Pages/golden/\(page.template == "plain" ? "plain" : page.name).txt")
        if Looks.areWritten { try writeFile(text, to: file) }
        #expect(text == fileOctets(file).map { String(decoding: $0, as: UTF8.self) })
    }

    @Test(arguments: TemplateFolder.Kind.allCases)
    func `a media request that is withdrawn asks nobody to answer`(kind: TemplateFolder.Kind) throws {
        let text = try #require(try SamplePage.withdrawnRequest.part(kind)).lowercased()
        #expect(text.contains("withdrawn: do not use this any more"))
        #expect(!text.contains("to answer") && !text.contains("before you answer"), "\(text)")
        #expect(text.contains(kind == .html ? "any questions" : "questions: write to sam"))
    }

    @Test func `plain has no HTML`() throws {
        #expect(try SamplePage(name: "lines", template: "plain").part(.html) == nil)
    }

    /// Instruments that find nothing would prove nothing.
    @Test(.enabled(if: !Looks.areWritten, "the pictures are being made anew"))
    func `what was planted in a page is found, and nothing else`() async throws {
        let faults = [
            ("<h1>", "<h1 style=\"color:#999999\">", "contrast 2.85: #999999 on #ffffff"),
            ("<h1>", "<script>1</script><h1>", "it has no business in a message: <script>"),
            (
                "<h1>", "<img src=\"https://x.example/a.png\" alt=\"\"><h1>",
                "asks for https://x.example/a.png"
            ),
            ("<h1>", "<div style=\"width:700px\">wide</div><h1>", "720 px wide where 160 are there"),
            ("<html lang=\"en\">", "<html>", "no language"),
            ("<h2>If pressed</h2>", "<h4>If pressed</h4>", "heading 4 below heading 2"),
            ("background-color:#7a4f01", "background-color:#1b5e20", "cells differ"),
            ("Valid until", "Valid until</p><p>until</p><p>until</p><p>until", "px high, not"),
            ("@media (prefers-color-scheme: dark)", "@media print", "-dark.png: "),
        ]
        let sound = try html(.lines)
        // Three pixels further down, and a little wider: as another version of a font might have it.
        let other = ".page { padding-top: 3px; } p, li { letter-spacing: 0.01px; }</style>"
        var pages = ["lines.moved": sound.replacing("</style>", with: other)]
        for (index, fault) in faults.enumerated() {
            let planted = sound.replacing(fault.0, with: fault.1, maxReplacements: 1)
            #expect(planted != sound, "\(fault.0)")
            pages["lines.\(index)"] = planted
        }
        let looks = try await Looks.at(pages)
        #expect(looks["lines.moved"]?.problems == [])
        for (index, fault) in faults.enumerated() {
            let problems = try #require(looks["lines.\(index)"]?.problems)
            #expect(problems.contains { $0.contains(fault.2) }, "\(fault.1): \(problems)")
        }
    }
}
