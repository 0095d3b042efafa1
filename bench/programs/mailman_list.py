"""usage: mailman_list.py CONFIGURATION LIST (personal|batches) < addresses

Makes a mailing list in Mailman 3 that anybody may post to, and subscribes the addresses.
"""

import sys

from mailman.app.lifecycle import create_list
from mailman.core.initialize import initialize
from mailman.database.transaction import transaction
from mailman.interfaces.action import Action
from mailman.interfaces.archiver import ArchivePolicy
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.mailinglist import Personalization
from mailman.interfaces.member import MemberRole
from mailman.interfaces.usermanager import IUserManager
from zope.component import getUtility


def main():
    configuration, name, kind = sys.argv[1:]
    initialize(configuration)
    with transaction():
        getUtility(IDomainManager).add(name.partition("@")[2])
        made = create_list(name)
        made.default_nonmember_action = Action.accept
        made.archive_policy = ArchivePolicy.never
        made.digests_enabled = False
        made.send_welcome_message = False
        made.personalize = Personalization.individual if kind == "personal" else Personalization.none
        users = getUtility(IUserManager)
        for number, address in enumerate(sys.stdin.read().split()):
            made.subscribe(users.create_address(address, f"Subscriber {number}"), MemberRole.member)


main()
