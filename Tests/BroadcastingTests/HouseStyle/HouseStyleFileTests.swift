import Foundation
import TestSupport
import Testing

@testable import Broadcasting

struct HouseStyleFileTests {
    @Test func `where there is no file nothing is asked`() throws {
        let folder = try TemporaryFolder()
        #expect(HouseStyleFile.read(in: folder.path) == .usable(.empty))
        #expect(HouseStyleFile.usable(.empty).fault == nil)
    }

    @Test func `a file that is right is used, also through a link`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"contact\": {}}", to: "shared.json")
        try FileManager.default.createSymbolicLink(
            atPath: folder("house-style.json"), withDestinationPath: "shared.json")
        guard case .usable(let style) = HouseStyleFile.read(in: folder.path) else {
            throw TestFailure("not usable")
        }
        #expect(style.contact != nil)
    }

    @Test func `what cannot be read is never taken for nothing`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder("house-style.json"), withDestinationPath: "gone.json")
        #expect(
            HouseStyleFile.read(in: folder.path).fault?.hasPrefix(
                "house-style.json:1:1: error: cannot be read") == true)
        try FileManager.default.removeItem(atPath: folder("house-style.json"))
        try folder.makeFolder("house-style.json")
        #expect(HouseStyleFile.read(in: folder.path).fault?.hasSuffix("error: is not a plain file") == true)
        try FileManager.default.removeItem(atPath: folder("house-style.json"))
        try folder.write(String(repeating: " ", count: (1 << 20) + 1), to: "house-style.json")
        #expect(HouseStyleFile.read(in: folder.path).fault?.hasSuffix("is bigger than 1 MiB") == true)
    }

    @Test func `of many problems the first is told, and how many more there are`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"a\": 1,\n\"b\": 2}", to: "house-style.json")
        let fault = try #require(HouseStyleFile.read(in: folder.path).fault)
        #expect(fault.hasPrefix("house-style.json:1:2: error: a: unknown key 'a'"))
        #expect(fault.hasSuffix("(and 1 more, which 'linerelay check' names)"))
    }
}
