// The last words of a process that a fatal signal ends: what the thread that failed was working on.
//
// C, because a signal's handler may only do what signal-safety(7) lists: Swift's runtime promises nothing there.
#ifndef LINERELAY_CCRASH_H
#define LINERELAY_CCRASH_H

/// From now on SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP leave a line in this file, which is open for
/// appending and stays so; then the process ends by the signal as it would have done. Returns 0, or -1 with errno.
int lr_crash_watch(int descriptor);

/// What this thread works on from now on: JSON members that outlive it, NULL for nothing.
/// Returns what it worked on before.
const char *lr_crash_work(const char *members);

#endif
