import Mail

/// What `config.json` says, checked. Paths are absolute; durations are milliseconds.
public struct Configuration: Sendable, Equatable {
    public var organisation: String
    public var from: Mailbox
    public var replyTo: Mailbox?
    public var owner: EmailAddress?
    public var bounceAddress: EmailAddress?
    public var postalAddress: String = ""
    /// Domain of the lists' own addresses and of Message-IDs; the domain of `from` where not given.
    public var listDomain: String
    /// A name of the IANA time zone database; `UTC` where not given.
    public var timezone: String = "UTC"
    public var defaultLists: [Name] = []
    public var notify: [EmailAddress] = []
    public var duplicateWindow: Int = 86_400_000
    public var settleTime: Int = 1_000
    public var folders: Folders
    public var lists: [Name: ListSettings] = [:]
    public var relays: [RelaySettings]
    public var retry = RetrySettings()

    /// The envelope sender: `bounceAddress`, else `owner`, else `from`.
    public var envelopeSender: EmailAddress { bounceAddress ?? owner ?? from.address }
    /// Who answers for the lists: `owner`, else `from`.
    public var ownerAddress: EmailAddress { owner ?? from.address }

    public init(
        organisation: String, from: Mailbox, listDomain: String, folders: Folders, relays: [RelaySettings]
    ) {
        self.organisation = organisation
        self.from = from
        self.listDomain = listDomain
        self.folders = folders
        self.relays = relays
    }
}

/// Where the workspace's folders are; absolute paths.
public struct Folders: Sendable, Equatable {
    /// The folder of the configuration file.
    public var workspace: String
    public var drafts: String
    public var lists: String
    public var templates: String
    public var broadcasts: String
    public var state: String

    public init(workspace: String) {
        self.workspace = workspace
        drafts = workspace + "/drafts"
        lists = workspace + "/lists"
        templates = workspace + "/Templates"
        broadcasts = workspace + "/broadcasts"
        state = workspace + "/state"
    }
}

/// What the configuration says about one list.
public struct ListSettings: Sendable, Equatable {
    public var title: String?
    public var description: String?
    public var from: Mailbox?
    public var replyTo: Mailbox?
    public var subjectPrefix: String?
    public var template: Name?
    public var approvals: Int = 0
    public var footer: String?

    public init() {}
}

/// One relay: where it is, how to log in, how much it takes.
public struct RelaySettings: Sendable, Equatable {
    public enum TLS: String, Sendable { case required, off }

    public var name: String
    public var host: String
    public var port: Int
    /// `smtps://`: TLS from the start (RFC 8314 §3.3).
    public var implicitTLS: Bool
    public var tls: TLS
    public var username: String?
    public var passwordFile: String?
    public var passwordEnvironment: String?
    public var tokenFile: String?
    public var caFile: String?
    public var helo: String?
    public var maxConnections: Int = 4
    public var messagesPerSecond: Double?
    public var messagesPerDay: Int?
    public var recipientsPerMessage: Int = 1
    /// Milliseconds for every phase; nil: the times of RFC 5321 §4.5.3.2.
    public var timeout: Int?

    public init(name: String, host: String, port: Int, implicitTLS: Bool, tls: TLS) {
        self.name = name
        self.host = host
        self.port = port
        self.implicitTLS = implicitTLS
        self.tls = tls
    }
}

/// When a deferred recipient is tried again; milliseconds.
public struct RetrySettings: Sendable, Equatable {
    public var firstDelay: Int = 300_000
    public var maxDelay: Int = 3_600_000
    public var giveUpAfter: Int = 172_800_000

    public init() {}
}
