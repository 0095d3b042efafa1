import Mail

/// What says in every message of an exercise that nothing in it is real. It stands outside the templates, so that none
/// can leave it out.
public enum ExerciseStamp {
    static let word = "EXERCISE"

    /// The banner.
    static let words =
        "\(word): this is a drill, and nothing in it is real. Do not use it, and do not pass it on."

    static func subject(_ subject: String) -> String { "\(word): \(subject)" }

    public static func mark(_ text: String, isExercise: Bool) -> String {
        isExercise ? subject(text) : text
    }

    /// Above and below the text.
    static func onText(_ passages: [Passage]) -> [Passage] {
        let banner = "*** \(words) ***"
        return [.text("\(banner)\n\n")] + passages + [.text("\n\n\(banner)\n")]
    }

    /// At the beginning and at the end of what is seen of a page.
    static func onHTML(_ passages: [Passage]) -> [Passage] {
        var page = passages
        let start = HTMLHead.bodyStart(of: page)
        if let start, case .text(let text) = page[start.passage] {
            let split = text.utf8.index(text.startIndex, offsetBy: start.offset)
            page[start.passage] = .text(text[..<split] + banner + text[split...])
        } else {
            page.insert(.text(banner), at: 0)
        }
        guard case .text(let last)? = page.last, let end = HTMLHead.bodyEnd(of: last) else {
            return page + [.text(lastBanner)]
        }
        page[page.count - 1] = .text(last[..<end] + lastBanner + last[end...])
        return page
    }

    /// Its colours are its own, in whatever scheme: white on dark violet has a contrast of 11 (WCAG 2.1, 1.4.6).
    private static let banner =
        "<div role=\"note\" style=\"display:block!important;margin:0;padding:12px 16px;background-color:#4a148c!important;"
        + "color:#ffffff!important;font:bold 18px/1.4 Arial,Helvetica,sans-serif;text-align:center\">"
        + "\(words)</div>\n"

    /// Behind a comment that ends one which a template has left open.
    private static let lastBanner = "<!-- -->\n" + banner
}
