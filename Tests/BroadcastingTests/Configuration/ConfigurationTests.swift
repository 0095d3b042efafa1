import Testing

@testable import Broadcasting

struct ConfigurationTests {
    @Test func `the lists' own addresses are those of files and of settings`() throws {
        let text = configuration(#""listDomain": "Lists.hub.example", "lists": {"kent": {}}"#)
        let loaded = try #require(load(text).configuration)
        #expect(
            loaded.ownAddresses([try #require(Name("news"))])
                == ["news@lists.hub.example", "kent@lists.hub.example"])
    }

    @Test func `the envelope sender is the bounce address, else the owner, else the sender`() throws {
        for (members, sender) in [
            ("", "lines@example.org"), (#""owner": "o@example.org""#, "o@example.org"),
            (#""owner": "o@example.org", "bounceAddress": "b@example.org""#, "b@example.org"),
        ] {
            let loaded = try #require(load(configuration(members)).configuration)
            #expect(loaded.envelopeSender.description == sender)
        }
    }
}
