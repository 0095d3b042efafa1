// What Swift's Glibc module leaves out or cannot express: epoll, signalfd, eventfd, flock, variadic calls.
#ifndef LINERELAY_CSYSTEM_H
#define LINERELAY_CSYSTEM_H

#include <errno.h>
#include <fcntl.h>
#include <linux/stat.h>
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
#include <sys/xattr.h>
#include <unistd.h>

static inline int lr_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

static inline int lr_openat(int folder, const char *path, int flags, mode_t mode) {
    return openat(folder, path, flags | O_CLOEXEC, mode);
}

/// Whether an access control list goes beyond the mode (acl(5)).
static inline int lr_has_acl(const char *path) {
    return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/// Takes a read lease; refused while anybody has the file open for writing (fcntl(2), F_SETLEASE).
static inline int lr_set_lease(int descriptor, int kind) {
    return fcntl(descriptor, 1024 /* F_SETLEASE */, kind);
}

/// An exclusive lock on the whole file, tied to this open file (fcntl(2), F_OFD_SETLK).
static inline int lr_lock(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
    return fcntl(descriptor, 37 /* F_OFD_SETLK */, &lock);
}

/// 1 where another open file holds such a lock, 0 where none does, -1 on error; takes nothing.
static inline int lr_is_locked(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
    if (fcntl(descriptor, 36 /* F_OFD_GETLK */, &lock) != 0) return -1;
    return lock.l_type != F_UNLCK;
}

/// fallocate(2): mode 1 is FALLOC_FL_KEEP_SIZE.
static inline int lr_reserve(int descriptor, off_t offset, off_t length) {
    return (int)syscall(SYS_fallocate, descriptor, 1, offset, length);
}

/// sync_file_range(2): the disk begins with these octets; what comes of it is fdatasync's to say.
static inline void lr_start_writing(int descriptor, off_t offset, off_t length) {
    (void)syscall(SYS_sync_file_range, descriptor, offset, length, 2u /* SYNC_FILE_RANGE_WRITE */);
}

/// When the file was made (statx(2)), in nanoseconds since 1970; -1 where the file system does not tell.
static inline long long lr_born(int descriptor) {
    struct statx status;
    if (syscall(SYS_statx, descriptor, "", 0x1000 /* AT_EMPTY_PATH */, STATX_BTIME, &status) != 0) return -1;
    if (!(status.stx_mask & STATX_BTIME)) return -1;
    return status.stx_btime.tv_sec * 1000000000LL + status.stx_btime.tv_nsec;
}

/// renameat2(2): flags 1 is RENAME_NOREPLACE.
static inline int lr_rename_noreplace(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1u);
}

#endif
