import Testing

@testable import Broadcasting

struct RelaySettingsTests {
    @Test(arguments: [
        (#""nam": "x""#, "relays[0].nam: unknown key 'nam'; did you mean 'name'?"),
        (
            #""password": "geheim""#,
            "relays[0].password: secrets are never in the configuration: use passwordFile, passwordEnvironment or tokenFile"
        ),
        (#""tls": "on""#, "relays[0].tls: 'on' is not known: write 'required' or 'off'"),
        (#""tls": false"#, "relays[0].tls: expected text in double quotes, found false"),
        (
            #""username": "u""#,
            "relays[0].username: a user name without a password: add passwordFile, passwordEnvironment or tokenFile"
        ),
        (#""passwordFile": "p""#, "relays[0].passwordFile: a password without a user name: add username"),
        (#""tokenFile": "p""#, "relays[0].tokenFile: a password without a user name: add username"),
        (
            #""username": "u", "passwordFile": "p", "tokenFile": "t""#,
            "relays[0].tokenFile: there is relays[0].passwordFile already: give one of the two"
        ),
        (
            #""username": "u", "passwordEnvironment": "my secret""#,
            #"relays[0].passwordEnvironment: expected the name of an environment variable, such as "RELAY_PASSWORD""#
        ),
        (#""caFile": 1"#, "relays[0].caFile: expected text in double quotes, found the number 1"),
        (
            #""helo": "localhost""#,
            "relays[0].helo: 'localhost' is refused by many relays: write this machine's full name"
        ),
        (
            #""helo": "LOCALHOST.localdomain""#,
            "relays[0].helo: 'LOCALHOST.localdomain' is refused by many relays: write this machine's full name"
        ),
        (#""helo": "hub""#, "relays[0].helo: 'hub' is not a full host name: write it like mail.example.org"),
        (
            #""helo": "hub.example.org\r\nMAIL""#,
            "relays[0].helo: 'hub.example.orgU+000DU+000AMAIL' has the control character U+000D in it: remove it"
        ),
        (
            #""maxConnections": 0"#,
            "relays[0].maxConnections: 0 is out of range: write a whole number from 1 to 1000"
        ),
        (
            #""maxConnections": 1001"#,
            "relays[0].maxConnections: 1001 is out of range: write a whole number from 1 to 1000"
        ),
        (#""maxConnections": "4""#, "relays[0].maxConnections: expected a whole number, found the text '4'"),
        (
            #""maxConnections": 1.5"#,
            "relays[0].maxConnections: expected a whole number, found the number 1.5"
        ),
        (
            #""messagesPerSecond": 0"#,
            "relays[0].messagesPerSecond: the number 0 is out of range: write 0.0002 (one in 83 minutes) to 1000000"
        ),
        (#""messagesPerSecond": true"#, "relays[0].messagesPerSecond: expected a number, found true"),
        (
            #""messagesPerDay": 0"#,
            "relays[0].messagesPerDay: 0 is out of range: write a whole number from 1 to 1000000000"
        ),
        (
            #""recipientsPerMessage": 0"#,
            "relays[0].recipientsPerMessage: 0 is out of range: write a whole number from 1 to 1000"
        ),
        (#""timeout": "0s""#, "relays[0].timeout: '0s' is too short: at least 1s"),
        (#""timeout": "2h""#, "relays[0].timeout: '2h' is too long: at most 1h"),
    ])
    func `a wrong value is one error with its path`(members: String, expected: String) {
        let (loaded, problems) = load(configuration(relay: members))
        #expect(loaded == nil)
        #expect(problems.map(\.message) == [expected])
    }

    @Test(arguments: [
        ("[]", "relays: is empty: at least one relay is needed"),
        ("{}", "relays: expected an array, […], found an object"),
        (#"["smtp://h:25"]"#, "relays[0]: expected an object, {…}, found the text 'smtp://h:25'"),
        ("[{}]", "relays[0].url: is missing: write smtp://host:port"),
        (
            #"[{"url": "smtps://localhost", "tls": "off"}]"#,
            "relays[0].tls: 'off' contradicts smtps://: write smtp://, or leave tls out"
        ),
        (
            #"[{"url": "smtp://u:geheim@h:25"}]"#,
            "relays[0].url: a user name or a password in the URL: use username and passwordFile"
        ),
    ])
    func `relays that are none are one error`(relays: String, expected: String) {
        let (loaded, problems) = load(configuration(relays: relays))
        #expect(loaded == nil)
        #expect(problems.map(\.message) == [expected])
    }

    @Test func `two relays are fine, with the same name an error`() {
        let two = load(configuration(relays: #"[{"url": "smtp://a:25"}, {"url": "smtp://b:25"}]"#))
        #expect(two.configuration?.relays.map(\.name) == ["a", "b"])
        #expect(two.problems.isEmpty)
        let same = load(configuration(relays: #"[{"url": "smtp://a:25"}, {"url": "smtp://a:26"}]"#))
        #expect(same.configuration == nil)
        #expect(
            same.problems.map(\.message).contains(
                "relays[1]: two relays are named 'a': give each its own name"))
    }

    @Test(
        arguments: [
            ("smtp://127.0.0.1", nil, .off, false), ("smtp://127.9.9.9:2525", nil, .off, false),
            ("smtp://[::1]:25", nil, .off, false),
            ("smtp://LOCALHOST:25", nil, .off, false), ("smtp://localhost:25", "required", .required, false),
            ("smtps://localhost", nil, .required, false), ("smtp://mail.example.org", nil, .required, false),
            ("smtp://192.168.1.1", nil, .required, false),
            ("smtp://localhost.example.org", nil, .required, false),
            ("smtp://mail.example.org", "off", .off, true),
            ("smtps://mail.example.org", "required", .required, false),
        ] as [(String, String?, RelaySettings.TLS, Bool)])
    func `only on this machine nothing is encrypted unasked`(
        url: String, tls: String?, expected: RelaySettings.TLS, isWarned: Bool
    ) {
        let member = tls.map { ", \"tls\": \"\($0)\"" } ?? ""
        let (loaded, problems) = load(configuration(relays: "[{\"url\": \"\(url)\"\(member)}]"))
        #expect(loaded?.relays.first?.tls == expected)
        #expect(
            problems.map(\.message)
                == (isWarned ? ["relays[0].tls: messages travel unencrypted to 'mail.example.org'"] : []))
    }

    @Test func `a password over an open line is warned of`() {
        let (loaded, problems) = load(
            configuration(
                relays:
                    #"[{"url": "smtp://h.org", "tls": "off", "username": "u", "passwordEnvironment": "P_1"}]"#
            ))
        #expect(loaded?.relays.first?.passwordEnvironment == "P_1")
        #expect(
            problems.map(\.message) == [
                "relays[0].tls: messages and the password travel unencrypted to 'h.org'"
            ])
    }
}
