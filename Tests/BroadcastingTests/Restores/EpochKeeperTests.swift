import Disk
import Foundation
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What an older backup shows by, and what no crash may ever look like.
struct EpochKeeperTests {
    let root: TemporaryFolder
    let clock = FakeClock()
    static let yes = Reply(code: 250, text: "ok")

    init() throws {
        root = try TemporaryFolder()
        for name in ["state", "broadcasts"] { try root.makeFolder(name) }
    }

    private func start() throws -> EpochKeeper {
        try EpochKeeper(state: root("state"), broadcasts: root("broadcasts"), workspace: "w1")
    }

    /// A run of the daemon that ends well.
    private func run(_ body: (EpochKeeper) throws -> Void = { _ in }) throws {
        let epochs = try start()
        #expect(epochs.restore == nil)
        try body(epochs)
        try epochs.write()
    }

    /// A broadcast of three, of which so many events are in the log.
    private func stage(_ id: String, events: Int) throws -> StagedBroadcast {
        let staged = try StagedBroadcast(
            "broadcasts/\(id)", in: root, to: StagedBroadcast.addresses(3), at: clock.now)
        try append(to: staged, 0..<events)
        return staged
    }

    private func append(to staged: StagedBroadcast, _ recipients: Range<Int>) throws {
        let log = try DeliveryLog(staged.folder.logPath)
        for index in recipients {
            log.append(
                DeliveryEvent(
                    at: clock.now, recipient: index, to: StagedBroadcast.addresses(3)[index],
                    kind: .accepted, attempt: 1))
        }
        #expect(log.commit() == .done)
    }

    private func octets(_ staged: StagedBroadcast) -> Int { fileOctets(staged.folder.logPath)?.count ?? 0 }

    private func copy(_ from: String, _ to: String) throws {
        try? FileManager.default.removeItem(atPath: root(to))
        try FileManager.default.copyItem(atPath: root(from), toPath: root(to))
    }

    // MARK: Nothing to be noticed

    @Test func `a new workspace, its restarts, and one moved as it is show nothing`() throws {
        for _ in 0..<3 { try run() }
        for name in ["state", "broadcasts"] {
            try FileManager.default.moveItem(atPath: root(name), toPath: root("\(name)-2"))
        }
        let moved = try EpochKeeper(state: root("state-2"), broadcasts: root("broadcasts-2"), workspace: "w2")
        #expect(moved.restore == nil)
    }

    @Test func `a workspace that was copied to another place shows nothing`() throws {
        try run()
        usleep(50_000)
        for name in ["state", "broadcasts"] { try copy(name, "\(name)-2") }
        for _ in 0..<2 {
            let copied = try EpochKeeper(
                state: root("state-2"), broadcasts: root("broadcasts-2"), workspace: "w2")
            #expect(copied.restore == nil)
            try copied.write()
        }
    }

    @Test func `a crash between the two files shows nothing, however often it comes`() throws {
        try run()
        for _ in 0..<5 {
            let before = fileOctets(root("broadcasts/.epoch/epoch.json"))
            let epochs = try start()
            #expect(epochs.restore == nil)
            // The second file cannot be written: the folder it is made in is not there.
            epochs.add(BroadcastFolder(root("broadcasts/x")))
            try FileManager.default.moveItem(atPath: root("broadcasts"), toPath: root("away"))
            try epochs.write()
            #expect(epochs.trouble?.code == ENOENT)
            let count = try #require(fileOctets(root("state/epoch.json")))
            epochs.note("x", octets: 5)
            try epochs.write()
            #expect(fileOctets(root("state/epoch.json")) != count)
            try FileManager.default.moveItem(atPath: root("away"), toPath: root("broadcasts"))
            #expect(fileOctets(root("broadcasts/.epoch/epoch.json")) == before)
            let next = try start()
            #expect(next.restore == nil)
            try next.write()
            #expect(next.trouble == nil)
        }
    }

    @Test func `what cannot be looked at is not missing`() throws {
        try run()
        for name in ["state/epoch.json", "broadcasts/.epoch/epoch.json"] {
            let octets = try #require(fileOctets(root(name)))
            unlink(root(name))
            try FileManager.default.createSymbolicLink(atPath: root(name), withDestinationPath: root(name))
            #expect(throws: SystemError.self) { try start() }
            unlink(root(name))
            try root.write(String(decoding: octets, as: UTF8.self), to: name)
        }
    }

    @Test func `what was unfinished stays so until all of that is known`() throws {
        let staged = try stage("b1", events: 2)
        try run {
            $0.add(staged.folder)
            $0.note("b1", octets: octets(staged))
        }
        // A daemon that never came to look at its broadcasts, and was given something new.
        let other = try stage("b2", events: 0)
        try run { $0.add(other.folder) }
        #expect(try start().reason(toHold: staged.folder) == nil)
        try run { $0.keep(["b1"]) }
        try append(to: other, 0..<1)
        other.folder.mark(.sending)
        #expect(try start().reason(toHold: staged.folder) == nil)
        #expect(try start().reason(toHold: other.folder) != nil)
    }

    @Test func `a log that went on after the last writing shows nothing`() throws {
        let staged = try stage("b1", events: 1)
        try run {
            $0.add(staged.folder)
            $0.note("b1", octets: octets(staged))
        }
        try append(to: staged, 1..<2)
        let epochs = try start()
        #expect(epochs.restore == nil)
        #expect(epochs.reason(toHold: staged.folder) == nil)
    }

    @Test func `a crash between an acceptance and its writing shows nothing`() throws {
        try run()
        let staged = try stage("b1", events: 0)
        #expect(try start().reason(toHold: staged.folder) == nil)
    }

    @Test func `a finished broadcast whose summary was deleted shows nothing`() throws {
        let staged = try stage("b1", events: 3)
        try run {
            $0.add(staged.folder)
            $0.remove("b1")
        }
        #expect(try start().reason(toHold: staged.folder) == nil)
    }

    @Test func `a finished broadcast that a person has tried again without a daemon shows nothing`() throws {
        try run()
        let staged = try stage("b1", events: 3)
        let log = try DeliveryLog(staged.folder.logPath)
        log.append(
            DeliveryEvent(
                at: clock.now, recipient: 0, to: StagedBroadcast.addresses(3)[0], kind: .reopened, attempt: 1)
        )
        #expect(log.commit() == .done)
        #expect(try start().reason(toHold: staged.folder) == nil)
    }

    @Test func `a workspace from before there were epochs shows nothing`() throws {
        let staged = try stage("b1", events: 1)
        #expect(try start().reason(toHold: staged.folder) == nil)
    }

    // MARK: What is noticed

    @Test(arguments: [("broadcasts", Restore.broadcastsOlder), ("state", .stateOlder)])
    func `one half put back holds what is unfinished, once`(name: String, restore: Restore) throws {
        let staged = try stage("b1", events: 1)
        try run { $0.add(staged.folder) }
        try copy(name, "backup")
        for octets in 1...2 {
            try run {
                $0.add(staged.folder); $0.note("b1", octets: octets)
            }
        }
        try copy("backup", name)
        let epochs = try start()
        #expect(epochs.restore == restore)
        let reason = try #require(epochs.reason(toHold: staged.folder))
        #expect(reason.contains("linerelay resume b1") && reason.contains("linerelay cancel b1"))
        epochs.add(staged.folder)
        try epochs.write()
        let next = try start()
        #expect(next.restore == nil)
        #expect(next.reason(toHold: staged.folder) == nil)
    }

    @Test(arguments: ["state", "broadcasts"])
    func `one half taken away is noticed`(name: String) throws {
        for octets in 1...2 {
            try run {
                $0.add(BroadcastFolder(root("broadcasts/b1")))
                $0.note("b1", octets: octets)
            }
        }
        try FileManager.default.removeItem(atPath: root(name))
        try root.makeFolder(name)
        #expect(try start().restore == (name == "state" ? .stateOlder : .broadcastsOlder))
    }

    @Test func `halves of two workspaces are noticed`() throws {
        try run()
        try root.write(#"{"workspace":"w2","count":1}"#, to: "broadcasts/.epoch/epoch.json")
        #expect(try start().restore == .mixed)
    }

    @Test(.enabled(if: EpochKeeperTests.tellsBirth, "this file system does not tell when a file was made"))
    func `both put back are noticed by when their files were made, and one alone is no older`() throws {
        try run()
        // What a file system may round is no evidence.
        usleep(50_000)
        for name in ["state", "broadcasts"] {
            try copy(name, "backup")
            try copy("backup", name)
            #expect(try start().restore == (name == "state" ? nil : .bothOlder))
        }
        let epochs = try start()
        epochs.add(BroadcastFolder(root("broadcasts/b1")))
        try epochs.write()
        #expect(try start().restore == nil)
    }

    @Test func `an older log in one broadcast is noticed, until a person has said what to do`() throws {
        let staged = try stage("b1", events: 2)
        try run {
            $0.add(staged.folder)
            $0.note("b1", octets: octets(staged))
        }
        try FileManager.default.removeItem(atPath: staged.folder.logPath)
        try append(to: staged, 0..<1)
        let epochs = try start()
        #expect(epochs.restore == nil)
        #expect(try #require(epochs.reason(toHold: staged.folder)).contains("its log has"))
        epochs.add(staged.folder)
        try epochs.write()
        #expect(try start().reason(toHold: staged.folder) == nil)
    }

    @Test func `a log whose last line was torn is damaged and no older one`() throws {
        let staged = try stage("b1", events: 3)
        let whole = try #require(fileOctets(staged.folder.logPath))
        try run {
            $0.add(staged.folder)
            $0.note("b1", octets: whole.count)
        }
        let epochs = try start()
        for length in 1..<whole.count {
            try writeFile(String(decoding: whole.prefix(length), as: UTF8.self), to: staged.folder.logPath)
            let isHeld = epochs.reason(toHold: staged.folder) != nil
            #expect(isHeld == (whole[length - 1] == 0x0A), "\(length)")
        }
        try run {
            $0.add(staged.folder)
            $0.note("b1", octets: whole.count + EpochKeeper.tail)
        }
        try writeFile(String(decoding: whole.dropLast(), as: UTF8.self), to: staged.folder.logPath)
        #expect(try start().reason(toHold: staged.folder) != nil)
    }

    @Test func `a broadcast that was finished, and lies there unfinished, is noticed`() throws {
        try run()
        let staged = try stage("b1", events: 2)
        #expect(try start().reason(toHold: staged.folder) == nil, "its summary was deleted")
        staged.folder.mark(.sending)
        #expect(try #require(start().reason(toHold: staged.folder)).contains("put back from a backup"))
    }

    @Test func `a damaged file is told, and taken for none`() throws {
        for octets in 1...2 {
            try run {
                $0.add(BroadcastFolder(root("broadcasts/b1")))
                $0.note("b1", octets: octets)
            }
        }
        try root.write("nonsense", to: "state/epoch.json")
        let epochs = try start()
        #expect(epochs.problem?.contains("state/epoch.json") == true)
        #expect(epochs.restore == .stateOlder)
    }

    static let tellsBirth: Bool = {
        guard let folder = try? TemporaryFolder(), (try? folder.write("x", to: "x")) != nil else {
            return false
        }
        return (try? File(folder("x"), 0).born()) ?? nil != nil
    }()
}
