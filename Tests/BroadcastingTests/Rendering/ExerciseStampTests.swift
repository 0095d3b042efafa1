import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// The stamp of an exercise, in whatever template.
struct ExerciseStampTests {
    private static let words = "EXERCISE: this is a drill, and nothing in it is real."

    /// The page with each stamp as `#`.
    private func stamped(_ page: String) -> String { stamped([.text(page)]) }

    private func stamped(_ page: [Passage]) -> String {
        let text = ExerciseStamp.onHTML(page).map { passage in
            switch passage {
            case .text(let text): text
            case .value(let field, _): "{\(field)}"
            case .section: "{…}"
            }
        }.joined()
        // A stamp is one element.
        return text.split(separator: "<div role=\"note\"", omittingEmptySubsequences: false).enumerated()
            .map { index, part in
                guard index > 0, let end = part.firstRange(of: "</div>\n") else { return String(part) }
                #expect(part[..<end.lowerBound].contains(Self.words))
                return "#" + part[end.upperBound...]
            }.joined()
    }

    @Test(arguments: [
        (
            "<!DOCTYPE html>\n<html><head><title>T</title></head><body class=\"a\">B</body></html>\n",
            "body class=\"a\">#B"
        ),
        ("<HTML><BODY BGCOLOR='x>y'>B", "'x>y'>#B"),
        ("<head><style>a>b{} <body></style></head><body>B", "</head><body>#B"),
        ("<head><title><body></title></head><body>B", "</head><body>#B"),
        ("<!-- <body> --><html><body>B", "<html><body>#B"),
        ("<!--!> <body> --> <body>B", "--> <body>#B"),
        ("<!--><body>B", "<!--><body>#B"),
        ("<!--[if mso]><body><![endif]--><body>B", "<![endif]--><body>#B"),
        ("<![if !mso]><body>B", "<![if !mso]><body>#B"),
    ])
    func `it stands behind the body's tag`(page: String, behind: String) {
        let stamped = stamped(page)
        #expect(stamped.contains(behind), "\(stamped)")
        #expect(stamped.count { $0 == "#" } == 2, "\(stamped)")
    }

    /// Where a reader would begin the body earlier, or nobody knows where.
    @Test(arguments: [
        "B", "<p>B</p>", "text <body>B", "<html><p><body>B", "<template><body>B</template>",
        "<script>'<body>'</script><body>B", "<!-- <body> B", "<body",
        "<body data-x=a\"b>\">B",
        "<bodyguard>B", "<head><noscript><body></noscript></head><body>B", "<title>T<body>B", "<svg><body>B",
        "<body =\"a>b\">B", "",
    ])
    func `it stands before everything else`(page: String) {
        let stamped = stamped(page)
        #expect(stamped.hasPrefix("#"), "\(stamped)")
        #expect(stamped.count { $0 == "#" } == 2, "\(stamped)")
    }

    @Test func `a recipient's value is gone past where it can do nothing, and nowhere else`() {
        let name = Passage.value(0, html: true)
        #expect(
            stamped([.text("<title>Dear "), name, .text("</title><body id=\""), name, .text("\">B")])
                .contains("<body id=\"{0}\">#B"))
        for page: [Passage] in [
            [name, .text("<body>B")], [.text("<body "), name, .text(">B")],
            [.text("<!-- "), name, .text(" <body> --><body>B")],
            [.section(0, inverted: false, [.text("<!--")]), .text("<body>--> B")],
        ] { #expect(stamped(page).hasPrefix("#"), "\(stamped(page))") }
    }

    @Test(arguments: [
        ("<body>B</body></html>", "B<!-- -->\n#</body></html>"),
        ("<body>B</BODY>\n</HTML>\n\n", "B<!-- -->\n#</BODY>\n</HTML>\n\n"),
        ("<body>B</body>", "B<!-- -->\n#</body>"), ("<body>B", "B<!-- -->\n#"),
        ("<body>B</html>", "B</html><!-- -->\n#"), ("<body>B<!-- open", "<!-- open<!-- -->\n#"),
        ("<body></body>B", "</body>B<!-- -->\n#"),
    ])
    func `it stands at the end as well`(page: String, end: String) {
        #expect(stamped(page).hasSuffix(end), "\(stamped(page))")
    }

    @Test func `every template is stamped, in subject and both parts`() throws {
        let own = [
            "bare.txt": "{{body.text}}", "bare.html": "{{{body.html}}}",
            "hidden.txt": "{{^exercise}}Real{{/exercise}}",
            "hidden.html": "<!-- <body> -->\n<BODY>{{#subscriber.name}}<p>{{/subscriber.name}}",
        ]
        let text = "Subject: Exercise: lines\nTo: kent\nExercise: Yes\n\nBody"
        for template in ["lines", "media-request", "correction", "plain", "shared", "bare", "hidden"] {
            var message = try RenderedMessage(text, templates: own)
            message.template = template
            message.settings.subjectPrefix = "[Kent]"
            let wire = try message.text()
            #expect(wire.contains("\nSubject: EXERCISE: [Kent] Exercise: lines\n"), "\(template)")
            #expect(wire.contains("\nX-Exercise: yes\n"))
            let stamps = wire.ranges(of: Self.words).count
            #expect(stamps == (template == "plain" ? 2 : 4), "\(template): \(wire)")
            #expect(!wire.contains("Real"))
        }
    }

    @Test func `what is real has no stamp`() throws {
        for key in ["", "Exercise: no\n"] {
            let wire = try RenderedMessage("Subject: Lines\nTo: kent\n\(key)\nBody").text()
            #expect(!wire.uppercased().contains("EXERCISE"), "\(wire)")
        }
    }
}
