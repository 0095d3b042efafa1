import Mail

/// What `config.json` says, and the house style beside it, checked. Paths are absolute; durations are milliseconds.
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
    /// How long an accepted draft waits before it goes, so that it can be called back.
    public var coolingTime: Int = 0
    /// A draft that reaches more recipients needs one approval at least; nil: none for that.
    public var approvalsAbove: Int?
    /// When those who want one message a day get it; nil: they are mailed like the others.
    public var digestAt: DayTime?
    public var folders: Folders
    public var lists: [Name: ListSettings] = [:]
    public var relays: [RelaySettings]
    public var retry = RetrySettings()
    /// What `house-style.json` beside it says.
    public var houseStyle = HouseStyleFile.usable(.empty)
    /// Where all this stands.
    public var places = ConfigurationPlaces(file: "config.json")

    /// The envelope sender: `bounceAddress`, else `owner`, else `from`.
    public var envelopeSender: EmailAddress { bounceAddress ?? owner ?? from.address }
    /// Who answers for the lists: `owner`, else `from`.
    public var ownerAddress: EmailAddress { owner ?? from.address }

    /// The relay that is to get one message for several recipients, where there is one: then all who are addressed
    /// through a list get the same.
    public var sharingRelay: RelaySettings? { relays.first { $0.recipientsPerMessage > 1 } }

    /// Something is to be sent that is no draft's.
    var asksForBundles: Bool {
        digestAt != nil || lists.values.contains { $0.digestAt != nil || $0.catchUp }
    }

    /// When the digests of a list go; nil: it has none.
    public func digestAt(of list: Name) -> DayTime? { lists[list]?.digestAt ?? digestAt }

    /// Those of these lists that have digests.
    public func digests(of names: [Name]) -> Set<Name> { Set(names.filter { digestAt(of: $0) != nil }) }

    /// For a draft to these lists: the longest of theirs, each of which is the list's own, else everybody's.
    public func coolingTime(of addressed: [Name]) -> Int {
        addressed.map { lists[$0]?.coolingTime ?? coolingTime }.max() ?? 0
    }

    /// Comparison keys of the lists' own addresses: mail to one of them would come back to us.
    ///
    /// - Parameter files: the lists that have a file; the configuration may name others.
    public func ownAddresses(_ files: [Name]) -> Set<String> {
        Set((files + lists.keys).map { "\($0)@\(listDomain)".lowercased() })
    }

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
