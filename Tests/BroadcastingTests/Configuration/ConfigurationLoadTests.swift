import Mail
import Testing

@testable import Broadcasting

struct ConfigurationLoadTests {
    @Test func `three keys are enough and the rest has its default`() throws {
        let (loaded, problems) = load(configuration())
        let hub = try #require(loaded)
        #expect(problems == [])
        #expect(hub.organisation == "Hub")
        #expect(hub.from == (try Mailbox("Hub <lines@example.org>")))
        #expect(hub.listDomain == "example.org")
        #expect(hub.timezone == "UTC")
        #expect(hub.envelopeSender.description == "lines@example.org")
        #expect((hub.duplicateWindow, hub.settleTime, hub.coolingTime) == (86_400_000, 1000, 0))
        #expect(hub.folders == Folders(workspace: "/hub"))
        #expect(hub.retry == RetrySettings())
        #expect(hub.lists.isEmpty && hub.defaultLists.isEmpty && hub.notify.isEmpty)
        let relay = try #require(hub.relays.first)
        #expect((relay.name, relay.host, relay.port) == ("127.0.0.1", "127.0.0.1", 2525))
        #expect((relay.tls, relay.implicitTLS, relay.maxConnections) == (.off, false, 4))
    }

    @Test func `every key arrives`() throws {
        let text = configuration(
            """
            "replyTo": "Desk <desk@example.org>", "owner": "owner@example.org", "bounceAddress": "b@example.org",
            "postalAddress": "1 Street\\nTown", "listDomain": "Lists.Example.org", "timezone": "Europe/London",
            "defaultLists": ["sector", "kent"], "duplicateWindow": "0s", "settleTime": "5s",
            "coolingTime": "10m", "approvalsAbove": 500,
            "folders": {"drafts": "/srv/drafts/", "lists": "./people", "state": "../state"},
            "lists": {"kent": {"title": "Kent", "description": "a\\nb", "from": "Kent <kent@example.org>",
              "replyTo": "k@example.org", "subjectPrefix": "[K]", "template": "short", "approvals": 2, "coolingTime": "0s",
              "footer": ""},
              "sector": null},
            "retry": {"firstDelay": "90s", "maxDelay": "2h", "giveUpAfter": "3d"}
            """,
            relays: """
                [{"name": "smarthost", "url": "smtps://mail.example.org", "username": "hub", "passwordFile": "secret/p",
                "caFile": "/etc/ca.pem", "helo": "hub.example.org", "maxConnections": 1000, "messagesPerSecond": 0.5,
                "recipientsPerMessage": 1, "timeout": "30s"}]
                """)
        let (loaded, problems) = load(text)
        #expect(problems == [])
        let hub = try #require(loaded)
        #expect(hub.replyTo?.name == "Desk")
        #expect(hub.ownerAddress.description == "owner@example.org")
        #expect(hub.envelopeSender.description == "b@example.org")
        #expect(
            (hub.postalAddress, hub.listDomain, hub.timezone) == (
                "1 Street\nTown", "lists.example.org", "Europe/London"
            ))
        #expect(hub.defaultLists.map(\.text) == ["sector", "kent"])
        #expect((hub.duplicateWindow, hub.settleTime, hub.coolingTime) == (0, 5000, 600_000))
        #expect((hub.folders.drafts, hub.folders.lists) == ("/srv/drafts", "/hub/people"))
        #expect((hub.folders.state, hub.folders.templates) == ("/hub/../state", "/hub/Templates"))
        #expect(hub.lists.keys.map(\.text) == ["kent"])
        let kent = try #require(hub.lists.values.first)
        #expect((kent.title, kent.description, kent.footer) == ("Kent", "a\nb", ""))
        #expect((kent.from?.name, kent.replyTo?.address.localPart) == ("Kent", "k"))
        #expect((kent.subjectPrefix, kent.template?.text, kent.approvals) == ("[K]", "short", 2))
        #expect(kent.coolingTime == 0)
        #expect(hub.approvalsAbove == 500)
        #expect(
            (hub.retry.firstDelay, hub.retry.maxDelay, hub.retry.giveUpAfter) == (
                90_000, 7_200_000, 259_200_000
            ))
        let relay = try #require(hub.relays.first)
        #expect(
            (relay.name, relay.host, relay.port, relay.implicitTLS) == (
                "smarthost", "mail.example.org", 465, true
            ))
        #expect((relay.username, relay.passwordFile, relay.caFile) == ("hub", "/hub/secret/p", "/etc/ca.pem"))
        #expect((relay.helo, relay.maxConnections, relay.messagesPerSecond) == ("hub.example.org", 1000, 0.5))
        #expect((relay.tls, relay.timeout) == (.required, 30_000))
    }

    @Test func `null is as good as leaving a key out`() {
        let keys = ConfigurationKeys.root.filter { !["organisation", "from", "relays"].contains($0) }
        let relayKeys = ConfigurationKeys.relay.filter { $0 != "url" }
        let (loaded, problems) = load(
            configuration(
                keys.map { "\"\($0)\": null" }.joined(separator: ","),
                relay: relayKeys.map { "\"\($0)\": null" }.joined(separator: ",")))
        #expect(problems == [])
        #expect(loaded == load(configuration()).configuration)
    }

    @Test func `of two delays the default gives way to the one given`() {
        #expect(
            load(configuration(#""retry": {"maxDelay": "1m"}"#)).configuration?.retry.firstDelay == 60_000)
        #expect(
            load(configuration(#""retry": {"firstDelay": "2h"}"#)).configuration?.retry.maxDelay == 7_200_000)
    }

    @Test func `seventeen mistakes are seventeen problems, in the order of the file`() {
        let text = """
            {
              "organization": "Hub",
              "from": "lines@",
              "relais": [],
              "relays": [
                {"url": "smtp//x", "maxConnections": 0},
                {"name": 5, "password": "geheim", "timeout": "soon"}
              ],
              "timezone": "Europe/Londn",
              "defaultLists": ["Kent", "kent", "kent"],
              "settleTime": 1,
              "lists": {"kent": {"approvals": "two"}, "a b": {}},
              "web": {}
            }
            """
        let (loaded, problems) = load(text)
        #expect(loaded == nil)
        let errors = problems.filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.position?.line ?? 0) \($0.message.prefix { $0 != ":" })" } == [
                "1 organisation", "2 organization", "3 from", "4 relais", "6 relays[0].url",
                "6 relays[0].maxConnections", "7 relays[1].url", "7 relays[1].name", "7 relays[1].password",
                "7 relays[1].timeout", "9 timezone", "10 defaultLists[0]", "10 defaultLists[2]",
                "11 settleTime",
                "12 lists.kent.approvals", "12 lists['a b']", "13 web",
            ])
        #expect(!problems.map(\.description).joined().contains("geheim"))
    }

    @Test(arguments: [
        ("", "config.json:1:1: error: ends too early: a value is missing"),
        (
            "{\n  \"a\": \"b\n}",
            "config.json:2:8: error: line ends inside a string: is a closing '\"' missing?"
        ),
        ("{\"from\": 1, \"from\": 2}", "config.json:1:13: error: 'from' is given twice: leave one out"),
        ("[]", "config.json:1:1: error: expected an object, {…}, found an array"),
    ])
    func `what is no configuration at all is one problem`(text: String, expected: String) {
        let (loaded, problems) = load(text)
        #expect(loaded == nil)
        #expect(problems.map(\.description) == [expected])
    }

    @Test func `no damage to a configuration makes the reader trap`() {
        var seed: UInt64 = 7
        func random(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        let pieces = [
            "null", "0", "-1", "1e9", "\"\"", "\"x\"", "[]", "{}", "[null]", "9223372036854775807", "\"@\"",
            "\"9999999999999999999d\"",
        ]
        let keys =
            ConfigurationKeys.root + ConfigurationKeys.relay + ConfigurationKeys.list
            + ConfigurationKeys.retry
        for _ in 0..<3000 {
            let members = Set((0...random(6)).map { _ in keys[random(keys.count)] })
            let inner = members.map { "\"\($0)\": \(pieces[random(pieces.count)])" }.joined(separator: ",")
            let text = [
                "{\(inner)}", "{\"relays\": [{\(inner)}]}", "{\"lists\": {\"a\": {\(inner)}}}",
                "{\"retry\": {\(inner)}}",
            ][random(4)]
            let (loaded, problems) = load(text)
            #expect(loaded == nil)
            #expect(problems.contains { $0.severity == .error })
        }
    }
}
