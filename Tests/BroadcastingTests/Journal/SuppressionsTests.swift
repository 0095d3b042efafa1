import CSystem
import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct SuppressionsTests {
    private let folder: TemporaryFolder
    private let suppressions: Suppressions
    private let sector: Name
    private let kent: Name

    init() throws {
        folder = try TemporaryFolder()
        suppressions = Suppressions(folder("suppressions.jsonl"))
        sector = try #require(Name("sector"))
        kent = try #require(Name("kent"))
    }

    private func append(_ address: String, on list: Name? = nil, _ isSuppressed: Bool = true) throws {
        try suppressions.append([entry(address, on: list, isSuppressed)])
    }

    private func entry(
        _ address: String, on list: Name? = nil, _ isSuppressed: Bool = true
    ) throws -> Suppressions.Entry {
        Suppressions.Entry(
            at: Timestamp(milliseconds: 1_795_465_479_123), address: try EmailAddress(address), list: list,
            reason: "asked", isSuppressed: isSuppressed)
    }

    private func isSuppressed(_ address: String, on list: Name) throws -> Bool {
        try suppressions.load().entry(for: try EmailAddress(address), on: list) != nil
    }

    @Test func `no file suppresses nobody`() throws {
        #expect(try suppressions.load() == Suppressed())
    }

    @Test func `one list or all, whatever the case of the address`() throws {
        try append("Ann@Hub.Example")
        try append("bo@hub.example", on: kent)
        #expect(try isSuppressed("ann@hub.example", on: sector))
        #expect(try isSuppressed("BO@hub.example", on: kent))
        #expect(try !isSuppressed("bo@hub.example", on: sector))
    }

    @Test func `taking back is another line, for one list or for all`() throws {
        try append("ann@hub.example")
        try append("ann@hub.example", on: kent)
        try append("ann@hub.example", on: kent, false)
        #expect(try isSuppressed("ann@hub.example", on: kent))
        try append("ann@hub.example", false)
        #expect(try !isSuppressed("ann@hub.example", on: kent))
        #expect(try folder.read("suppressions.jsonl").split(separator: "\n").count == 4)
    }

    @Test func `a torn last line is none, and the next entry takes its place`() throws {
        try append("ann@hub.example")
        let whole = try folder.read("suppressions.jsonl")
        try folder.write(whole + #"{"at":"2026-11-"#, to: "suppressions.jsonl")
        #expect(try isSuppressed("ann@hub.example", on: sector))
        try append("bo@hub.example")
        #expect(try folder.read("suppressions.jsonl").hasPrefix(whole + #"{"at":"2026-11-23T"#))
        #expect(try isSuppressed("bo@hub.example", on: sector))
        #expect(try folder.read("suppressions.jsonl.torn") == #"{"at":"2026-11-"#)
    }

    @Test func `a last line that an editor left without its end counts, and stays`() throws {
        try append("ann@hub.example")
        try append("cy@hub.example")
        let whole = try folder.read("suppressions.jsonl")
        try folder.write(String(whole.dropLast()), to: "suppressions.jsonl")
        #expect(try isSuppressed("cy@hub.example", on: sector))
        try append("bo@hub.example")
        #expect(try folder.read("suppressions.jsonl").hasPrefix(whole + "{"))
        #expect(try isSuppressed("cy@hub.example", on: sector))
        #expect(try isSuppressed("bo@hub.example", on: sector))
    }

    @Test func `a last line longer than what is read at a time is found whole`() throws {
        try append("ann@hub.example")
        let whole = try folder.read("suppressions.jsonl")
        let long = whole.dropLast(2) + #","note":"\#(String(repeating: "x", count: 10_000))"}"#
        try folder.write(whole + long, to: "suppressions.jsonl")
        try append("bo@hub.example")
        #expect(try folder.read("suppressions.jsonl").hasPrefix(whole + long + "\n{"))
        #expect(try folder.read("suppressions.jsonl").split(separator: "\n").count == 3)
    }

    @Test func `who keeps the file locked is waited for as long as asked, no longer`() throws {
        try append("ann@hub.example")
        let other = try File(suppressions.path, O_RDWR)
        #expect(lr_lock(other.descriptor) == 0)
        let error = #expect(throws: SystemError.self) {
            try suppressions.append([entry("bo@hub.example")], patience: 5)
        }
        #expect(error?.call == "lock")
        #expect(try folder.read("suppressions.jsonl").split(separator: "\n").count == 1)
        extendLifetime(other)
    }

    @Test func `a damaged line stops everything and is named`() throws {
        try append("ann@hub.example")
        try folder.write("nonsense\n" + folder.read("suppressions.jsonl"), to: "suppressions.jsonl")
        let error = #expect(throws: DamagedRecord.self) { try suppressions.load() }
        #expect(error?.what.hasPrefix("\(suppressions.path):1: ") == true)
    }
}
