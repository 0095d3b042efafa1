#define _GNU_SOURCE
#include "CCrash.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Part of the program itself, so that a handler reads it without asking the loader for memory.
#define OF_THREAD static __attribute__((tls_model("initial-exec"))) _Thread_local

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
enum { FATAL = sizeof fatal / sizeof fatal[0] };

static struct sigaction before[FATAL];
static int file = -1;
/// The thread that has the last word.
static _Atomic pid_t teller;

OF_THREAD const char *volatile work;
/// A thread whose stack is used up needs another one for its last words.
OF_THREAD char spare[16384] __attribute__((aligned(16)));
OF_THREAD char has_spare;

static size_t put(char *line, size_t at, size_t room, const char *text) {
    size_t length = strnlen(text, room - at);
    memcpy(line + at, text, length);
    return at + length;
}

static void tell(int number) {
    char line[4096], digits[3] = {0};
    if (number >= 10) {
        digits[0] = (char)('0' + number / 10 % 10);
        digits[1] = (char)('0' + number % 10);
    } else {
        digits[0] = (char)('0' + number);
    }
    const size_t room = sizeof line;
    size_t length = put(line, 0, room, "{\"event\":\"crashed\",\"signal\":");
    length = put(line, length, room, digits);
    if (work) {
        length = put(line, length, room, ",");
        length = put(line, length, room, work);
    }
    length = put(line, length, room, "}\n");
    size_t written = 0;
    while (written < length) {
        ssize_t count = write(file, line + written, length - written);
        if (count > 0) written += (size_t)count;
        else if (errno != EINTR) return;
    }
    fsync(file);
}

static void end(int number, siginfo_t *info, void *context) {
    (void)context;
    pid_t nobody = 0, me = (pid_t)syscall(SYS_gettid);
    if (atomic_compare_exchange_strong(&teller, &nobody, me)) tell(number);
    // The other one ends the process when its line is on disk.
    else if (nobody != me) for (;;) pause();
    // A fault happens again as soon as this returns, for whoever listened before (Swift prints a backtrace).
    for (int index = 0; index < FATAL; index++) sigaction(fatal[index], &before[index], NULL);
    if (info->si_code > 0 && number != SIGTRAP) return;
    // One that was sent, by abort(3) or from outside, does not, nor does a trap, behind which the program would go on:
    // it waits until this returns, and ends the process.
    signal(number, SIG_DFL);
    raise(number);
}

static void take_spare(void) {
    has_spare = 1;
    stack_t known, mine = {.ss_sp = spare, .ss_size = sizeof spare};
    if (sigaltstack(NULL, &known) == 0 && known.ss_flags & SS_DISABLE) sigaltstack(&mine, NULL);
}

int lr_crash_watch(int descriptor) {
    file = descriptor;
    struct sigaction action = {.sa_sigaction = end, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    // Whoever started the process may have blocked them, and the kernel lets no handler see a fault then.
    sigset_t all;
    sigemptyset(&all);
    for (int index = 0; index < FATAL; index++) {
        sigaddset(&all, fatal[index]);
        if (sigaction(fatal[index], &action, &before[index]) != 0) return -1;
    }
    return pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

const char *lr_crash_work(const char *members) {
    if (!has_spare) take_spare();
    const char *last = work;
    work = members;
    return last;
}
