import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What a log tells when it is whole, torn, or damaged.
struct DeliveryLogTests {
    private let folder: TemporaryFolder
    private var path: String { folder("deliveries.jsonl") }
    private let whole: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let log = try DeliveryLog(folder("deliveries.jsonl"))
        for recipient in 0..<4 {
            for kind in [DeliveryEvent.Kind.attempting, .accepted] {
                log.append(
                    DeliveryEvent(
                        at: Timestamp(milliseconds: 1_795_465_479_123), recipient: recipient,
                        to: "p\(recipient)@hub.example", kind: kind, attempt: 1))
            }
        }
        #expect(log.commit() == .done)
        whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder("deliveries.jsonl"))))
    }

    private func write(_ bytes: some Collection<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private var bytes: [UInt8] { fileOctets(path) ?? [] }

    private func read(repair: Bool = true) throws -> DeliveryLog.Reading {
        try DeliveryLog.read(path, recipients: 4, repair: repair)
    }

    private func lines(_ bytes: some Sequence<UInt8>) -> Int { bytes.count { $0 == 0x0A } }

    @Test func `a log that is whole is left as it is`() throws {
        let reading = try read()
        #expect(reading.events == 8)
        #expect(reading.torn == nil)
        #expect(reading.standing.count(.accepted) == 4)
        #expect(bytes == whole)
        #expect(folder.names() == ["deliveries.jsonl"])
    }

    @Test func `no log is an empty one`() throws {
        #expect(try DeliveryLog.read(folder("none"), recipients: 4, repair: true).events == 0)
    }

    @Test func `cut anywhere, the whole lines count and the rest is put aside`() throws {
        for length in 0..<whole.count {
            let rest = whole[..<length]
            try write(rest)
            let reading = try read()
            #expect(reading.events == lines(rest))
            #expect(bytes == Array(rest[..<((rest.lastIndex(of: 0x0A) ?? -1) + 1)]))
            #expect((reading.torn == nil) == (rest.last == 0x0A || rest.isEmpty))
        }
    }

    @Test func `a reader that repairs nothing changes nothing`() throws {
        try write(whole.dropLast(3))
        #expect(try read(repair: false).torn != nil)
        #expect(bytes == Array(whole.dropLast(3)))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `garbage at the end is cut off, of however many lines`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tails: [[UInt8]] = [
            [0], [0x0A], Array(repeating: 0, count: 4_096), Array("{\"at\":\"20".utf8),
            Array("x\ny\nz\n".utf8),
            (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) },
        ]
        for tail in tails {
            try write(whole + tail)
            #expect(try read().events == 8)
            #expect(bytes == whole)
            #expect(FileManager.default.contents(atPath: path + ".torn").map { !$0.isEmpty } == true)
        }
    }

    @Test func `damage before a good line is for a person, with its line`() throws {
        var rows: [[UInt8]] = whole.split(separator: 0x0A).map { Array($0) }
        rows[4] = Array("nonsense".utf8)
        let damaged: [UInt8] = Array(rows.joined(separator: [0x0A])) + [0x0A]
        try write(damaged)
        let error = #expect(throws: DamagedRecord.self) { try read() }
        #expect(error?.what.hasPrefix("\(path):5: ") == true)
        #expect(bytes == damaged)
    }

    @Test(arguments: [
        #"{"at":"2026-11-23T20:24:39Z","to":"a@hub.example","event":"teleported","attempt":1,"recipient":0}"#,
        #"{"at":"2026-11-23T20:24:39Z","to":"a@hub.example","event":"accepted","attempt":1,"recipient":9}"#,
        #"{"at":"2026-11-23T20:24:39Z","to":"x@hub.example","event":"accepted","attempt":1}"#,
    ])
    func `an event that is not understood is no torn line`(line: String) throws {
        try write(whole + Array(line.utf8) + [0x0A])
        #expect(throws: DamagedRecord.self) { try read() }
    }
}
