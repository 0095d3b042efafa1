import Testing

@testable import Mail

struct ShownMessageTests {
    private func composed(_ text: String, html: String?) throws -> [UInt8] {
        let form = MessageForm(
            header: [.to, .messageID, .unstructured("Subject", "Lines")], text: [.text(text)],
            html: html.map { [.text($0)] }, boundary: "2026-11-23T202439Z-lines")
        var message: [UInt8] = []
        form.write(
            to: Mailbox(name: "", address: try EmailAddress("ann@hub.example")), messageID: "a@b.example",
            values: [],
            into: &message)
        return message
    }

    @Test(arguments: [
        "Hello.\n", "", "\n\nA line.\n\n", "Über 😀 = equals \t\n.dot\nFrom here\n",
        "--=_20261123T202439Zlines\n", "trailing space \n" + String(repeating: "wide ", count: 100) + "\n",
    ])
    func `text and HTML are read as they were written`(_ text: String) throws {
        let shown = ShownMessage(try composed(text, html: "<p>\(text)</p>\n"))
        #expect(shown.text == text)
        #expect(shown.html == "<p>\(text)</p>\n")
    }

    @Test func `a message of text alone has no HTML`() throws {
        let shown = ShownMessage(try composed("Hello.\n", html: nil))
        #expect(shown.text == "Hello.\n" && shown.html == nil)
    }

    @Test(arguments: [
        "", "\r\n", "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n", "=", "a: b\r\n\r\n=\r",
    ])
    func `what is no message is shown as nothing much`(_ octets: String) {
        #expect(ShownMessage(Array(octets.utf8)).html == nil)
    }
}
