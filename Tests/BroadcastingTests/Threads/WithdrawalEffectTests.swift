import Foundation
import Mail
import Testing

@testable import Broadcasting

/// A withdrawal that is not sent: what becomes of the broadcast, and that its note says so.
struct WithdrawalEffectTests {
    let desk: StaffedDesk
    let first: BroadcastRecord
    private var folder: Broadcasting.BroadcastFolder {
        Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(first.id)"))
    }

    init() throws {
        desk = try StaffedDesk()
        first = try desk.accept()
    }

    private func text(_ key: String = "Withdraws: ID", _ other: String = "To: news") -> String {
        "Subject: Lines\n\(other)\n\(key.replacing("ID", with: first.id))\n\nDo not use them.\n"
    }

    /// Ann has it, and all is at its end.
    private func finish() throws {
        let log = try DeliveryLog(folder.logPath)
        for kind in [DeliveryEvent.Kind.attempting, .accepted] {
            log.append(
                DeliveryEvent(at: desk.time.now, recipient: 0, to: "ann@hub.example", kind: kind, attempt: 1))
        }
        #expect(log.commit() == .done)
        folder.mark(.cancelled)
    }

    private func rejected(_ text: String) throws -> String {
        guard case .rejected = try desk.take("b.md", text) else {
            Issue.record("it was not rejected")
            return ""
        }
        return try desk.why("rejected", "b.md")
    }

    private var stopped: String {
        "Nothing more of broadcast \(first.id) leaves. But those who were sent it\nare told that it is withdrawn only"
    }
    private var goesOn: String {
        "Broadcast \(first.id) is NOT stopped: it goes on being sent.\nTo stop it at once, run: linerelay cancel \(first.id)"
    }

    @Test(arguments: [
        ("Withdraws: ID", "To: nws"), ("Withdraws: ID", "To: news\nAttach: a.pdf"),
        ("Withdraws: ID", "To: news\nStnace: hold"), ("withdraw : ID", "To: news"),
        ("Withdraws: ID\nUpdates: ID", "To: news"),
    ])
    func `a mistake of its own stops nothing, and the note says so first`(key: String, other: String) throws {
        let why = try rejected(text(key, other))
        #expect(
            why.hasPrefix("'b.md' was not sent. Nobody has been mailed.\n\n\(goesOn)\n\nWhat is wrong"),
            "\(why)")
        #expect(!folder.isCancelled)
    }

    @Test func `what is not there, and what withdraws nothing, has nothing said of it`() throws {
        #expect(try !rejected(text("Withdraws: 2050-01-01T000000Z-x")).contains("roadcast \(first.id)"))
        #expect(try !rejected(text("Updates: ID", "To: nws")).contains("roadcast \(first.id)"))
    }

    @Test func `a template that is missing keeps nobody from being spared`() throws {
        try FileManager.default.removeItem(atPath: desk.folder("Templates/lines.txt.mustache"))
        let why = try rejected(text())
        #expect(folder.isCancelled)
        #expect(why.contains("\n\n\(stopped)") && why.contains("has to put Templates/lines"), "\(why)")
    }

    @Test func `nor does one that fails`() throws {
        try finish()
        try desk.folder.write("{{nobody}}\n", to: "Templates/correction.txt.mustache")
        let why = try rejected(text())
        #expect(folder.isCancelled && why.contains(stopped), "\(why)")
    }

    @Test func `nor a guard, and when it is let go it is sent`() throws {
        try finish()
        _ = try desk.accept("a.md", text())
        #expect(try desk.take("b.md", text()).heldFor?.count == 1)
        let why = try desk.why("held", "b.md")
        #expect(
            why.hasPrefix("'b.md' waits for a person. Nobody has been mailed.\n\n\(stopped)")
                && why.contains("\n\nWhy:"),
            "\(why)")
        guard case .accepted = try desk.approve("b.md") else {
            Issue.record("it was not accepted")
            return
        }
    }

    @Test func `who withdraws a withdrawal is told what readers will see`() throws {
        try finish()
        let second = try desk.accept("a.md", text())
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        let problems = checking.draft(
            Array("Subject: Lines\nWithdraws: \(second.id)\n\nUse them after all.\n".utf8), shownAs: "b.md")
        #expect(
            problems.map(\.description) == [
                "b.md:2:12: warning: broadcast \(second.id) is a withdrawal itself: readers are told once more to stop "
                    + "using the lines; to bring those back, send them with 'Updates: \(second.id)'"
            ])
    }

    @Test func `nor an attachment that is being saved`() throws {
        try desk.folder.write("x", to: "drafts/attachments/a.txt")
        let writer = open(desk.folder("drafts/attachments/a.txt"), O_WRONLY | O_CLOEXEC)
        defer { close(writer) }
        guard
            case .postponed(_, _, .fileBeingSaved) = try desk.take(
                "b.md", text("Withdraws: ID", "To: news\nAttach: a.txt"))
        else {
            Issue.record("it did not wait")
            return
        }
        #expect(folder.isCancelled)
    }

    @Test func `where nobody had been sent it, there is nothing to do`() throws {
        folder.mark(.cancelled)
        let why = try rejected(text())
        #expect(why.contains("there is nobody to tell\n\nWhat to do: nothing; delete the file.\n"), "\(why)")
        #expect(!why.contains("Nothing more of broadcast") && folder.isCancelled)
    }
}
