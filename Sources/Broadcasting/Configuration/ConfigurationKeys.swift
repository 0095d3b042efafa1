/// Every key that a configuration may have, by the object in which it stands.
enum ConfigurationKeys {
    static let root = [
        "organisation", "from", "relays", "replyTo", "owner", "bounceAddress", "postalAddress", "listDomain",
        "timezone", "defaultLists", "notify", "duplicateWindow", "settleTime", "coolingTime",
        "approvalsAbove", "digestAt", "folders", "lists",
        "retry", "inbox", "web",
    ]
    static let folders = ["drafts", "lists", "templates", "broadcasts", "state", "library"]
    static let list = [
        "title", "description", "from", "replyTo", "subjectPrefix", "template", "approvals", "coolingTime",
        "digestAt", "catchUp", "exercise", "footer",
    ]
    static let relay = [
        "name", "url", "tls", "username", "passwordFile", "passwordEnvironment", "tokenFile", "caFile",
        "helo",
        "maxConnections", "messagesPerSecond", "messagesPerDay", "recipientsPerMessage", "timeout",
    ]
    static let retry = ["firstDelay", "maxDelay", "giveUpAfter"]
    /// Keys that people write, in whatever case, and that must never be there.
    static let secrets = ["password", "passwd", "pass", "passphrase", "secret", "token", "apikey", "api_key"]
}
