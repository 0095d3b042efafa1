import CMarkdown
import Glibc

/// Turns a draft's body into HTML that is safe to mail: CommonMark with bare URLs linked, tables and
/// strikethrough (GitHub Flavored Markdown's extensions).
///
/// HTML in the body is shown as text, never obeyed; a link keeps its target only where the scheme is
/// `http`, `https`, `mailto` or `tel`; an image becomes a link with its text.
public enum Markdown {
    public static func html(_ markdown: String) -> String {
        cmark_gfm_core_extensions_ensure_registered()
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return "" }
        defer { cmark_parser_free(parser) }
        let bounds = MarkdownBounds(markdown)
        for name in ["autolink", "table", "strikethrough"] where bounds.allows(name) {
            guard let found = cmark_find_syntax_extension(name) else { continue }
            cmark_parser_attach_syntax_extension(parser, found)
        }
        bounds.text.withUnsafeBytes { bytes in
            cmark_parser_feed(parser, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
        }
        guard let document = cmark_parser_finish(parser) else { return "" }
        defer { cmark_node_free(document) }
        makeSafe(document)
        let extensions = cmark_parser_get_syntax_extensions(parser)
        guard let rendered = cmark_render_html(document, CMARK_OPT_DEFAULT, extensions) else { return "" }
        defer { free(rendered) }
        return String(validatingCString: rendered) ?? ""
    }

    /// One walk over the tree; what has to change is collected first, for a walk does not survive changes.
    private static func makeSafe(_ document: OpaquePointer) {
        guard let walk = cmark_iter_new(document) else { return }
        var raw: [OpaquePointer] = []
        var links: [(node: OpaquePointer, isNested: Bool)] = []
        /// Of links that keep their target.
        var depth = 0
        while true {
            let event = cmark_iter_next(walk)
            if event == CMARK_EVENT_DONE { break }
            guard let node = cmark_iter_get_node(walk) else { continue }
            let type = cmark_node_get_type(node)
            if type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE { raw.append(node) }
            guard type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE else { continue }
            if event == CMARK_EVENT_ENTER { links.append((node, isNested: depth > 0)) }
            if hasPermittedScheme(url(of: node)) { depth += event == CMARK_EVENT_ENTER ? 1 : -1 }
        }
        cmark_iter_free(walk)
        raw.forEach(showAsText)
        for link in links { restrictLink(link.node, isNested: link.isNested) }
    }

    private static func showAsText(_ node: OpaquePointer) {
        let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
        guard cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK else {
            if let text = textNode(literal) { replace(node, with: text) }
            return
        }
        guard let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH) else { return }
        for (index, line) in literal.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
            if index > 0, let lineBreak = cmark_node_new(CMARK_NODE_LINEBREAK) {
                cmark_node_append_child(paragraph, lineBreak)
            }
            if let text = textNode(String(Substring(line))) { cmark_node_append_child(paragraph, text) }
        }
        replace(node, with: paragraph)
    }

    private static func textNode(_ literal: String) -> OpaquePointer? {
        guard let text = cmark_node_new(CMARK_NODE_TEXT) else { return nil }
        cmark_node_set_literal(text, literal)
        return text
    }

    /// HTML knows no link within a link: an image in one gives its text alone.
    ///
    /// Called from the outside in, so that each node is moved once, however many stand around it.
    private static func restrictLink(_ node: OpaquePointer, isNested: Bool) {
        let url = url(of: node)
        guard hasPermittedScheme(url), !isNested, let link = cmark_node_new(CMARK_NODE_LINK) else {
            while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
            cmark_node_unlink(node)
            cmark_node_free(node)
            return
        }
        guard cmark_node_get_type(node) == CMARK_NODE_IMAGE else { return cmark_node_free(link) }
        cmark_node_set_url(link, url)
        if cmark_node_first_child(node) == nil, let text = textNode(url) {
            cmark_node_append_child(node, text)
        }
        while let child = cmark_node_first_child(node) { cmark_node_append_child(link, child) }
        replace(node, with: link)
    }

    private static func url(of node: OpaquePointer) -> String {
        cmark_node_get_url(node).map { String(cString: $0) } ?? ""
    }

    private static func replace(_ node: OpaquePointer, with other: OpaquePointer) {
        cmark_node_replace(node, other)
        cmark_node_free(node)
    }

    /// Compared without case; anything else, relative references included, is no target in a mail.
    static func hasPermittedScheme(_ url: String) -> Bool {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return ["http", "https", "mailto", "tel"].contains(url[..<colon].lowercased())
    }
}
