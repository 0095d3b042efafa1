/// The program's own words about itself.
enum Help {
    static let version = "linerelay 0.1.0"

    static let text = """
        linerelay: mails the lines that you drop into a folder to the lists beside it

        usage: linerelay [--config PATH] COMMAND

          run                     watch the drafts folder and deliver, until stopped
          run --once              take what is there now, deliver it to the end, and exit
          check [FILE…]           look at configuration, lists, templates and drafts; sends nothing
          test DRAFT --to ADDRESS send that one message to that address only
          status [--json] [--watch]
                                  what is being sent; --watch shows it as it goes
          lists [NAME] [--json]   the lists: sizes, problems, suppressions
          approve NAME            release a held draft
          reject NAME             turn a held draft down
          pause ID, resume ID     stop a broadcast for now, and go on
          cancel ID               stop a broadcast for good
          retry ID                try those again who were rejected or expired
          suppress ADDRESS        never mail this address again
                  [--list NAME] [--reason TEXT]
          unsuppress ADDRESS      mail it again
          doctor                  try each relay, and look at folders, disk and clock; sends nothing
          help, --version

        The configuration is PATH, else $LINERELAY_CONFIG, ./config.json, /etc/linerelay/config.json.

        exit codes: 0 done · 1 done, with problems · 64 usage · 65 bad draft or list · 66 no such file
          69 relay unavailable · 73 cannot create · 75 try later · 77 permission · 78 configuration

        """
}
