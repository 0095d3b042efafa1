import Testing

@testable import Broadcasting

/// Each wrong value and the one problem that it is.
struct ConfigurationReaderTests {
    @Test(arguments: [
        (#""relais": []"#, "relais: unknown key 'relais'; did you mean 'relays'?"),
        (#""x y": 1"#, "['x y']: unknown key 'x y'"),
        (#""Timezone": "UTC""#, "Timezone: unknown key 'Timezone'; did you mean 'timezone'?"),
        (
            #""password": "p""#,
            "password: secrets are never in the configuration: use passwordFile, passwordEnvironment or tokenFile"
        ),
        (
            #""Token": "t""#,
            "Token: secrets are never in the configuration: use passwordFile, passwordEnvironment or tokenFile"
        ),
        (#""replyTo": 5"#, "replyTo: expected text in double quotes, found the number 5"),
        (#""replyTo": "desk""#, "replyTo: 'desk' is not an email address: no '@'"),
        (#""owner": ["a@example.org"]"#, "owner: expected text in double quotes, found an array"),
        (
            #""owner": "Jo <jo@example.org>""#,
            "owner: the text 'Jo <jo@example.org>' has a name: write the address alone, 'jo@example.org'"
        ),
        (
            #""bounceAddress": "jö@example.org""#,
            "bounceAddress: 'jö@example.org': the part before '@' of our own addresses must be ASCII"
        ),
        (#""bounceAddress": """#, "bounceAddress: is empty: write something or leave the key out"),
        (#""postalAddress": false"#, "postalAddress: expected text in double quotes, found false"),
        (
            #""postalAddress": "a\u0007""#,
            "postalAddress: 'aU+0007' has the control character U+0007 in it: remove it"
        ),
        (
            #""listDomain": "example""#,
            "listDomain: 'example' is not a domain for mail: write it like lists.example.org"
        ),
        (
            #""listDomain": "a@b.org""#,
            "listDomain: 'a@b.org' is not a domain for mail: write it like lists.example.org"
        ),
        (
            #""timezone": "BST""#,
            "timezone: 'BST' is not a known time zone: write a name such as Europe/London"
        ),
        (#""defaultLists": "kent""#, "defaultLists: expected an array, […], found the text 'kent'"),
        (
            #""defaultLists": ["../x"]"#,
            "defaultLists[0]: '../x' is not a name: lower-case letters, digits and hyphens, starting with a letter or a digit, 64 at most"
        ),
        (#""defaultLists": [null]"#, "defaultLists[0]: expected text in double quotes, found null"),
        (#""notify": ["a@example.org", "b"]"#, "notify[1]: 'b' is not an email address: no '@'"),
        (
            #""duplicateWindow": "1 day""#,
            "duplicateWindow: '1 day' is not a duration: write it like 90s, 5m, 2h or 3d"
        ),
        (#""duplicateWindow": "366d""#, "duplicateWindow: '366d' is too long: at most 365d"),
        (
            #""duplicateWindow": "99999999999999999999s""#,
            "duplicateWindow: '99999999999999999999s' is too long: at most 365d"
        ),
        (
            #""duplicateWindow": "9223372036854775807d""#,
            "duplicateWindow: '9223372036854775807d' is too long: at most 365d"
        ),
        (
            #""settleTime": 1"#,
            #"settleTime: expected a duration such as "90s", "5m", "2h" or "3d", found the number 1"#
        ),
        (#""settleTime": "-1s""#, "settleTime: '-1s' is not a duration: write it like 90s, 5m, 2h or 3d"),
        (#""folders": []"#, "folders: expected an object, {…}, found an array"),
        (#""folders": {"draft": "d"}"#, "folders.draft: unknown key 'draft'; did you mean 'drafts'?"),
        (#""folders": {"drafts": ""}"#, "folders.drafts: is empty: write something or leave the key out"),
        (
            #""folders": {"drafts": "~/d"}"#,
            "folders.drafts: '~/d': '~' is not understood here, write the whole path"
        ),
        (
            #""folders": {"drafts": "./lists/"}"#,
            "folders.drafts: 'lists' and 'drafts' are the same folder: give each its own"
        ),
        (#""lists": ["kent"]"#, "lists: expected an object, {…}, found an array"),
        (
            #""lists": {"Kent": {}}"#,
            "lists.Kent: 'Kent' is not the name of a list: lower-case letters, digits and hyphens, starting with a letter or a digit, 64 at most"
        ),
        (#""lists": {"kent": "x"}"#, "lists.kent: expected an object, {…}, found the text 'x'"),
        (
            #""lists": {"kent": {"titel": "x"}}"#,
            "lists.kent.titel: unknown key 'titel'; did you mean 'title'?"
        ),
        (
            #""lists": {"kent": {"title": "a\nb"}}"#,
            "lists.kent.title: 'aU+000Ab' has the control character U+000A in it: remove it"
        ),
        (
            #""lists": {"kent": {"subjectPrefix": "\u202Ea"}}"#,
            "lists.kent.subjectPrefix: 'U+202Ea' has the text-direction character U+202E in it: remove it"
        ),
        (
            #""lists": {"kent": {"from": "kent@"}}"#,
            "lists.kent.from: 'kent@' is not an email address: nothing after '@'"
        ),
        (
            #""lists": {"kent": {"template": "a/b"}}"#,
            "lists.kent.template: 'a/b' is not a name: lower-case letters, digits and hyphens, starting with a letter or a digit, 64 at most"
        ),
        (
            #""approvalsAbove": "500""#,
            "approvalsAbove: expected a whole number, found the text '500'"
        ),
        (
            #""lists": {"kent": {"approvals": -1}}"#,
            "lists.kent.approvals: -1 is out of range: write a whole number from 0 to 100"
        ),
        (#""retry": {"firstDelay": "0s"}"#, "retry.firstDelay: '0s' is too short: at least 1s"),
        (
            #""retry": {"firstDelay": "2h", "maxDelay": "1h"}"#,
            "retry.maxDelay: '1h' is shorter than firstDelay: at least 2h"
        ),
        (#""retry": {"giveUpAfter": "31d"}"#, "retry.giveUpAfter: '31d' is too long: at most 30d"),
        (
            #""retry": {"giveupAfter": "1d"}"#,
            "retry.giveupAfter: unknown key 'giveupAfter'; did you mean 'giveUpAfter'?"
        ),
        (#""inbox": {}"#, "inbox: is not available in this version; leave it out"),
        (#""web": {"port": 80}"#, "web: is not available in this version; leave it out"),
    ])
    func `a wrong value is one error with its path`(members: String, expected: String) {
        let (loaded, problems) = load(configuration(members))
        #expect(loaded == nil)
        #expect(problems.filter { $0.severity == .error }.map(\.message) == [expected])
        #expect(problems.allSatisfy { $0.position?.line == 3 })
    }

    @Test(arguments: [
        ("organisation", "organisation: is missing: write the name of your organisation"),
        ("from", "from: is missing: write the sender, \"Name <address>\""),
        ("relays", "relays: is missing: write [{\"url\": \"smtp://host:port\"}]"),
    ])
    func `what is required is missed`(key: String, expected: String) {
        for replacement in ["\"replyTo\": null, \"x\"", "\"\(key)\": null, \"x\""] {
            let text = configuration().replacing("\"\(key)\"", with: replacement)
            let (loaded, problems) = load(text)
            #expect(loaded == nil)
            #expect(problems.map(\.message).contains(expected))
        }
    }

    @Test(arguments: [
        (#""settleTime": "0s""#, "settleTime: '0s': a file may be taken before it is complete"),
        (
            #""replyTo": "mailto:desk@example.org""#,
            "replyTo: 'mailto:desk@example.org': dropped 'mailto:' around the address"
        ),
    ])
    func `what only may be wrong is a warning`(members: String, expected: String) {
        let (loaded, problems) = load(configuration(members))
        #expect(loaded != nil)
        #expect(problems == [Problem(.warning, path: "config.json", at: problems.first?.position, expected)])
    }
}
