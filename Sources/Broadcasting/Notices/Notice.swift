import Mail

/// A message from the daemon itself to each address of `notify`: what happened, and what to do about it.
public struct Notice: Sendable, Equatable {
    /// Names what happened, once and for all: of one event there is one notice, whatever crashes.
    public var event: String
    public var subject: String
    public var text: String

    public init(event: String, subject: String, text: String) {
        self.event = event
        self.subject = subject
        self.text = text
    }

    /// What programs answer to nothing, and people can: RFC 3834 §5, and Exchange's word for the same.
    func form(_ configuration: Configuration, date: Timestamp, boundary: String) -> MessageForm {
        MessageForm(
            header: [
                .mailboxes("From", [configuration.from]),
                .to,
                .mailboxes("Reply-To", [Mailbox(name: "", address: configuration.ownerAddress)]),
                .unstructured("Subject", subject),
                .structured("Date", date.rfc5322Date),
                .messageID,
                .structured("Auto-Submitted", "auto-generated"),
                .structured("X-Auto-Response-Suppress", "All"),
            ],
            text: [.text(text)], html: nil, boundary: boundary)
    }
}
