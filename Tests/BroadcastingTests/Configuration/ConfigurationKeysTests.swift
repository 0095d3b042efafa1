import Foundation
import JSON
import Testing

@testable import Broadcasting

/// `config.example.json`, which people copy.
struct ConfigurationKeysTests {
    private let example = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../config.example.json")

    @Test func `the example loads without a problem`() throws {
        let (loaded, problems) = load(String(decoding: try Data(contentsOf: example), as: UTF8.self))
        #expect(problems == [])
        let hub = try #require(loaded)
        #expect(hub.relays.first?.host == "127.0.0.1")
        #expect(hub.relays.first?.port == 2525)
        #expect(hub.relays.first?.tls == .off)
        #expect(hub.lists.keys.map(\.text) == ["sector"])
    }

    @Test func `the example shows every key`() throws {
        let root = try JSON.parse(Array(try Data(contentsOf: example)), options: .relaxed)
        let list = root["lists"]?.objectValue?.first?.value
        #expect(names(root) == Set(ConfigurationKeys.root))
        #expect(names(root["folders"]) == Set(ConfigurationKeys.folders))
        #expect(names(root["relays"]?.arrayValue?.first) == Set(ConfigurationKeys.relay))
        #expect(names(root["retry"]) == Set(ConfigurationKeys.retry))
        #expect(names(list) == Set(ConfigurationKeys.list))
    }

    @Test func `what the example writes down are the defaults`() throws {
        let (loaded, _) = load(String(decoding: try Data(contentsOf: example), as: UTF8.self))
        let (shown, plain) = (try #require(loaded), try #require(load(configuration()).configuration))
        #expect(shown.retry == plain.retry && shown.folders == plain.folders)
        #expect((shown.duplicateWindow, shown.settleTime) == (plain.duplicateWindow, plain.settleTime))
        #expect(shown.coolingTime == plain.coolingTime)
        #expect((shown.timezone, shown.listDomain) == (plain.timezone, plain.listDomain))
        #expect(shown.relays.first?.maxConnections == plain.relays.first?.maxConnections)
    }

    private func names(_ value: JSON?) -> Set<String> { Set((value?.objectValue ?? []).map(\.name)) }
}
