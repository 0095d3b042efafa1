import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// The same through the doors: octets that may be no text at all, in a file that somebody drops or edits. Turned away with a
/// reason, or one clean message.
struct HostileFilesTests {
    private static let keys = [
        "Subject: %\nTo: news\n", "Subject: A\nTo: news\nContact: %\n",
        "Subject: A\nTo: news\nSource: %\nSource: x%\n",
        "Subject: A\nTo: news\nTopic: %\n", "Subject: A\nTo: news\nReply-To: % <press@hub.example>\n",
        "Subject: A\nTo: news\nReply-To: %@hub.example\n", "Subject: A\nTo: news\n%: x\n",
        "Subject: A\nTo: %\n",
        "Subject: A\nTo: news\nUpdates: %\n", "Subject: A\nTo: news\nExpires: %\n",
        "Subject: A\nTo: news\nAttach: %\n",
        "%\nSubject: A\nTo: news\n", "Subject: A%\nTo: news\n",
    ]

    private func filled(_ template: String, _ octets: [UInt8]) -> [UInt8] {
        Array(template.utf8).flatMap { $0 == UInt8(ascii: "%") ? octets : [$0] }
    }

    private func take(_ desk: StaffedDesk, _ octets: [UInt8]) throws -> Desk.Event {
        try writeFile(octets, to: desk.folder("drafts/a.md"))
        let file = try desk.settled("a.md")
        return spawning.withLock { desk.desk.take(file) }
    }

    private func messages(of record: BroadcastRecord, at desk: StaffedDesk) throws -> [[UInt8]] {
        let folder = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        let whole = try folder.wholeRecord()
        let recipients = try RecipientFile(folder.recipientsPath)
        return try (0..<whole.recipients).map { index in
            var message: [UInt8] = []
            whole.write(to: try recipients.recipient(at: index), whole.messageIDs(desk.key), into: &message)
            return message
        }
    }

    private func expectClean(_ record: BroadcastRecord, at desk: StaffedDesk, _ comment: Comment) throws {
        let messages = try messages(of: record, at: desk)
        #expect(messages.count == record.recipients, comment)
        let allowed: Set = [
            "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "List-Id",
            "List-Unsubscribe", "List-Owner", "List-Help", "List-Post", "Precedence",
            "X-Auto-Response-Suppress",
            "Feedback-ID", "Expires", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        ]
        for message in messages {
            let shape = WireShape(message)
            #expect(WireShape.faults(of: message) == [], comment)
            #expect(
                Set(shape.names).count == shape.names.count && allowed.isSuperset(of: shape.names), comment)
            #expect(shape.parts.count == (record.attached?.files.count).map { $0 + 1 } ?? 0, comment)
        }
    }

    @Test func `any octets in a draft are turned away with a reason, or make one clean message`() throws {
        let desk = try StaffedDesk()
        var hostile = HostileText(seed: 4)
        var accepted = 0
        for round in 0..<260 {
            let key = HostileFilesTests.keys[round % HostileFilesTests.keys.count]
            let octets = round % 3 == 0 ? hostile.octets() : Array(hostile.line().utf8)
            if key.contains("Attach"), !octets.contains(0), !octets.contains(0x2F), octets.count <= 255 {
                try? writeFile(
                    Array("text \(round)\n".utf8), to: desk.folder("drafts/attachments/\(name(octets))"))
            }
            let body =
                round % 2 == 0
                ? Array("Text \(round).\n".utf8) : Array("Text \(round) ".utf8) + hostile.octets()
            desk.time.advance(milliseconds: 1_000)
            switch try take(desk, filled(key, octets) + [0x0A] + body) {
            case .accepted(let record):
                accepted += 1
                try expectClean(record, at: desk, "round \(round)")
            case .rejected(_, let problems): #expect(!problems.isEmpty, "round \(round)")
            case .held(_, let reasons): #expect(!reasons.isEmpty, "round \(round)")
            case .tidied, .renamed, .postponed, .scheduled, .waits:
                Issue.record("round \(round): neither sent nor turned away")
            }
            #expect(!desk.folder.names(in: "drafts").contains("a.md"), "round \(round)")
        }
        #expect(accepted >= 60, "\(accepted)")
    }

    private func quoted(_ octets: [UInt8]) -> [UInt8] {
        [0x22] + octets.flatMap { octet -> [UInt8] in octet == 0x22 ? [0x22, 0x22] : [octet] } + [0x22]
    }

    /// As a file system gives it to a program that wants text.
    private func name(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }

    @Test func `any octets in a list are a bad line, a reason to hold, or one clean message each`() throws {
        var hostile = HostileText(seed: 5)
        var accepted = 0
        for round in 0..<40 {
            let desk = try StaffedDesk()
            try desk.folder.write(
                StaffedDesk.template + "{{subscriber.town}}x{{subscriber.town}}\n",
                to: "Templates/lines.txt.mustache")
            var list = Array("email,name,town\nann@hub.example,Ann,Ely\n".utf8)
            for _ in 0..<3 {
                list +=
                    Array("p\(round)@hub.example,".utf8) + quoted(hostile.octets()) + [0x2C]
                    + quoted(hostile.octets())
                list +=
                    [0x0A] + hostile.octets() + Array(" <q\(hostile.number(in: 0...9))@hub.example>,,\n".utf8)
            }
            try writeFile(list, to: desk.folder("lists/news.txt"))
            switch try desk.take() {
            case .accepted(let record):
                accepted += 1
                try expectClean(record, at: desk, "round \(round)")
            case .held(_, let reasons): #expect(!reasons.isEmpty, "round \(round)")
            case let other: Issue.record("round \(round): \(other)")
            }
        }
        #expect(accepted >= 5, "\(accepted)")
    }

    @Test func `any value in the configuration is an error at its place, or makes one clean message`() throws
    {
        var hostile = HostileText(seed: 6)
        var accepted = 0
        for round in 0..<120 {
            let value = JSON.string(round % 3 == 0 ? hostile.text() : hostile.line()).text()
            let members = [
                #""postalAddress": \#(value)"#, #""lists": {"news": {"title": \#(value)}}"#,
                #""lists": {"news": {"subjectPrefix": \#(value)}}"#,
                #""lists": {"news": {"footer": \#(value)}}"#,
                #""lists": {"news": {"description": \#(value)}}"#, #""replyTo": \#(value)"#,
                #""listDomain": \#(value)"#, #""owner": \#(value)"#, #""bounceAddress": \#(value)"#,
            ]
            let member = members[round % members.count] + ","
            guard load(configuration(member)).configuration != nil else {
                #expect(load(configuration(member)).problems.contains { $0.severity == .error }, "\(member)")
                continue
            }
            accepted += 1
            let desk = try StaffedDesk(member)
            try expectClean(try desk.accept(), at: desk, "\(member)")
        }
        #expect(accepted >= 5, "\(accepted)")
    }

    @Test func `every return path is an address that needs nothing of a relay`() throws {
        var hostile = HostileText(seed: 7)
        for address in [
            "bounces@hub.example", "a.b+c@xn--caf-dma.example",
            String(repeating: "b", count: 30) + "@hub.example",
        ] {
            let desk = try StaffedDesk(#""bounceAddress": "\#(address)","#)
            let paths = ReturnPath(try desk.accept(), key: desk.key)
            var seen: Set<String> = []
            for index in 0..<200 {
                let local = String(
                    hostile.text().unicodeScalars.filter { $0.properties.isAlphabetic }.prefix(20))
                guard let recipient = try? EmailAddress("\(local)\(index)@hub.example") else { continue }
                let path = paths.address(of: recipient, at: index)
                #expect(
                    path.localPart.utf8.count <= 64 && !path.needsSMTPUTF8
                        && path.domain == desk.configuration.envelopeSender.domain)
                #expect(try EmailAddress(path.description) == path)
                seen.insert(path.description)
            }
            #expect(seen.count > 50 || address.hasPrefix("bbb"), "\(address): \(seen.count)")
        }
    }
}
