// What Swift's Glibc module leaves out or cannot express: epoll, signalfd, eventfd, flock, variadic calls.
#ifndef LINERELAY_CSYSTEM_H
#define LINERELAY_CSYSTEM_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

static inline int lr_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

static inline int lr_openat(int folder, const char *path, int flags, mode_t mode) {
    return openat(folder, path, flags | O_CLOEXEC, mode);
}

/// Takes a read lease; refused while anybody has the file open for writing (fcntl(2), F_SETLEASE).
static inline int lr_set_lease(int descriptor, int kind) {
    return fcntl(descriptor, 1024 /* F_SETLEASE */, kind);
}

/// renameat2(2): flags 1 is RENAME_NOREPLACE.
static inline int lr_rename_noreplace(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1u);
}

#endif
