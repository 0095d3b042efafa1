/// The program's own words about itself.
enum Help {
    static let version = "linerelay 0.1.0"

    static let text = """
        linerelay: mails the lines that you drop into a folder to the lists beside it

        usage: linerelay [--config PATH] COMMAND

          run                     watch the drafts folder and deliver, until stopped
          run --once              take what is there now, deliver it to the end, and exit
          check [FILE…]           look at configuration, lists, templates and drafts; sends nothing
          preview DRAFT [--to ADDRESS] [--html FILE] [--eml FILE] [--text]
                                  how it will look, and whom it will reach; sends nothing
          test DRAFT --to ADDRESS send that one message to that address only
          status [--json] [--watch]
                                  what is being sent; --watch shows it as it goes
          report [ID] [--since DATE] [--json] [--csv] [--svg FILE]
                                  whom one broadcast reached and missed; or all, by month and topic
          lists [NAME] [--json]   the lists: sizes, problems, suppressions; who of NAME is mailed, who not
          approve NAME            release a held draft, or approve one that needs several people; send a
                  [--as WHO] [--override REASON]       scheduled one now; library/NAME: a prepared line
          reject NAME             turn a held or scheduled draft down
          pause ID, resume ID     stop a broadcast for now, and go on
          cancel ID               stop a broadcast for good
          retry ID                try those again who were rejected or expired
          suppress ADDRESS        never mail this address again
                  [--list NAME] [--reason TEXT]
          unsuppress ADDRESS      mail it again
                  [--list NAME] [--reason TEXT]
          init DIR                make a workspace: configuration, templates, folders, a first draft
          import google-groups EXPORT --list NAME [--bouncing suppress|mail]
                                  make a list from the members of a Google group
          doctor                  try each relay, and look at folders, disk and clock; sends nothing
          help [COMMAND], --version

        The configuration is PATH, else $LINERELAY_CONFIG, ./config.json, /etc/linerelay/config.json.

        exit codes: 0 done · 1 done, with problems · 64 usage · 65 bad draft or list · 66 no such file
          69 relay unavailable · 73 cannot create · 75 try later · 77 permission · 78 configuration

        """

    /// One command: how it is used, and what its options mean; nil where there is none of this name.
    static func about(_ command: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(where: { names(in: $0).contains(command) }) else { return nil }
        var end = start + 1
        while end < lines.count, lines[end].hasPrefix("    ") || names(in: lines[end]).contains(command) {
            end += 1
        }
        let usage = lines[start..<end].joined(separator: "\n")
        return "usage: linerelay [--config PATH] COMMAND\n\n\(usage)\n"
            + (options[command].map { "\n\($0)\n" } ?? "")
    }

    /// The commands that a line of the text begins to explain.
    private static func names(in line: String) -> [String] {
        guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return [] }
        let words = line.dropFirst(2).split(separator: " ")
        // `pause ID, resume ID`
        let others = zip(words.dropFirst(), words.dropFirst(2)).filter { $0.0.last == "," }.map {
            String($0.1)
        }
        return words.prefix(1).map { $0.last == "," ? String($0.dropLast()) : String($0) } + others
    }

    private static let options = [
        "approve": """
          --as WHO      who approves it, by a name; else the login name of the user who runs this
          --override REASON
                        send it without the approvals that are missing: who and why is told to everybody

        Where a list asks for approvals, each counts for what was shown and for nothing else. 0 where it was written
        down or the draft goes, 1 where WHO has approved it already or it has changed since it was shown, 66 where
        there is no such draft, 77 where WHO wrote it.

        A prepared line is shown first, and approved by the same command once more. Drafts that use it then go without
        new approval, until its review date.
        """,
        "import": """
          --list NAME   the list it becomes: lists/NAME.csv, which must not be there
          --bouncing    what becomes of those whose mail came back in the Google group: suppress (not mailed
                        until 'unsuppress') or mail; else you are asked

        Names and delivery settings are kept: each, digest, none. Who was only invited, waits or is banned is left
        out. 1 where bad lines were left out, 65 where it is no such export, 66 where there is no such file, 73 where
        the list is there.
        """,
        "preview": """
          --to ADDRESS  that subscriber's message, with their name and columns; else the first one's
          --text        the text of the message alone
          --html FILE   its HTML into a new file; '-' is standard output
          --eml FILE    the whole message, as it would be sent, into a new file; '-' is standard output

        Nothing is sent, and no file is overwritten. 1 where the draft would be held for a person, 65 what is
        wrong with the draft, 66 where there is no such draft or no such subscriber, 73 where FILE is there.
        """,
        "report": """
          --since DATE  without an ID: broadcasts accepted from then on; else those of the last twelve months
          --json        one object, for programs
          --csv         a table for spreadsheets: a row a recipient; without an ID a row a broadcast
          --svg FILE    beside it, a picture in a new file; '-' is standard output

        1 where something in broadcasts/ cannot be read, 66 where there is no such broadcast, 73 where FILE is there.
        """,
    ]
}
