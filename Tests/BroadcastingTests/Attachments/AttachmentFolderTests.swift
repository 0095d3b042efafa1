import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct AttachmentFolderTests {
    private let desk: StaffedDesk
    private let now: Timestamp

    init() throws {
        desk = try StaffedDesk()
        now = desk.time.now
    }

    private func path(_ name: String) -> String { desk.folder("drafts/attachments/\(name)") }

    private func reading(_ name: String) -> Result<Mail.Attachment, AttachmentFolder.Fault> {
        let folder = AttachmentFolder(desk.configuration)
        return spawning.withLock {
            do throws(AttachmentFolder.Fault) { return .success(try folder.read(name, now: now)) } catch {
                return .failure(error)
            }
        }
    }

    private func read(_ name: String) throws -> Mail.Attachment { try reading(name).get() }

    private func refusal(_ name: String) -> String {
        switch reading(name) {
        case .success(let found): "read: \(found.octets.count) octets"
        case .failure(.refused(let why)): why
        case .failure(.trouble(let error)): "\(error)"
        }
    }

    @Test(arguments: [
        "briefing.pdf", "a \"b\" 'c'.pdf", "ملف.pdf", "😀.pdf", String(repeating: "n", count: 200),
    ])
    func `a file is read as it is`(_ name: String) throws {
        let octets = Array("%PDF-1.4\n".utf8) + [0, 255, 13, 10]
        try writeFile(octets, to: path(name))
        #expect(try read(name) == Mail.Attachment(name: name, type: "application/pdf", octets: octets))
    }

    @Test func `accents may be stored apart from their letters`() throws {
        try writeFile("text", to: path("re\u{301}sume\u{301}.txt"))
        #expect(try read("r\u{E9}sum\u{E9}.txt").name.utf8.elementsEqual("r\u{E9}sum\u{E9}.txt".utf8))
    }

    @Test func `one that is not there is named, with the nearest that is`() throws {
        try writeFile("text", to: path("briefing.pdf"))
        #expect(
            refusal("brefing.pdf")
                == "there is no 'brefing.pdf' in drafts/attachments; did you mean 'briefing.pdf'?")
        #expect(
            refusal("x.txt") == "there is no 'x.txt' in drafts/attachments; put it there, or correct the name"
        )
        try FileManager.default.removeItem(atPath: path(""))
        #expect(refusal("x.txt").hasPrefix("there is no 'x.txt' in drafts/attachments"))
    }

    @Test func `nothing but a plain file of its own is read`() throws {
        try writeFile("secret", to: desk.folder("secret.txt"))
        try FileManager.default.createSymbolicLink(
            atPath: path("link.txt"), withDestinationPath: "../../secret.txt")
        #expect(refusal("link.txt").contains("is a symbolic link"))
        try FileManager.default.linkItem(atPath: desk.folder("secret.txt"), toPath: path("hard.txt"))
        #expect(refusal("hard.txt").contains("(a hard link): put a copy there instead"))
        try FileManager.default.createDirectory(atPath: path("folder.txt"), withIntermediateDirectories: true)
        #expect(refusal("folder.txt").contains("is no plain file"))
        try #require(mkfifo(path("pipe.txt"), 0o600) == 0)
        #expect(refusal("pipe.txt").contains("is no plain file"))
        try writeFile("", to: path("empty.txt"))
        #expect(refusal("empty.txt") == "'empty.txt' is empty: was it saved completely?")
    }

    @Test func `a folder that is a link leads nowhere`() throws {
        try FileManager.default.removeItem(atPath: path(""))
        try writeFile("secret", to: desk.folder("secret.txt"))
        try FileManager.default.createSymbolicLink(
            atPath: desk.folder("drafts/attachments"), withDestinationPath: desk.folder.path)
        #expect(refusal("secret.txt").contains("is a symbolic link, or that folder is"))
    }

    @Test func `a huge file is not read at all`() throws {
        try writeFile("", to: path("huge.pdf"))
        try #require(truncate(path("huge.pdf"), 1 << 40) == 0)
        #expect(refusal("huge.pdf").hasPrefix("'huge.pdf' has 1.0 TiB, and a message has at most 1 MiB"))
    }

    @Test func `while somebody writes it, it is waited for`() throws {
        try writeFile("half", to: path("a.txt"))
        let writer = open(path("a.txt"), O_WRONLY | O_APPEND | O_CLOEXEC)
        #expect(refusal("a.txt").contains("is being changed just now"))
        close(writer)
        #expect(try read("a.txt").octets == Array("half".utf8))
    }

    @Test func `one that cannot be read says why`() throws {
        guard !Repository.isRoot else { return }
        try writeFile("text", to: path("a.txt"))
        try #require(chmod(path("a.txt"), 0) == 0)
        #expect(refusal("a.txt") == "'a.txt' in drafts/attachments cannot be read: Permission denied")
    }

    @Test
    func `where the system does not say who writes, a file is left alone for a while, whatever its date`()
        throws
    {
        let now = Timestamp(milliseconds: 1_795_000_000_000)
        func isYoung(_ modified: Int64, _ changed: Int64, isRemote: Bool = false) -> Bool {
            let identity = FileIdentity(
                device: 1, inode: 1, size: 1, modified: (now.milliseconds - modified) * 1_000_000,
                changed: (now.milliseconds - changed) * 1_000_000)
            return AttachmentFolder(desk.configuration).isYoung(identity, isRemote: isRemote, now)
        }
        #expect(isYoung(10, 10) && !isYoung(1_001, 1_001))
        // A copying program keeps the date of the original, and is still writing.
        #expect(isYoung(86_400_000, 10))
        #expect(isYoung(1_001, 1_001, isRemote: true) && !isYoung(10_001, 10_001, isRemote: true))
        // A clock that is fast somewhere else says nothing.
        #expect(!isYoung(-60_000, -60_000))
    }
}
