/*
 * A /dev/hidrawN without a kernel driver, for LD_PRELOAD: the device is a Unix socket, HIDRAW_DIR/hidrawN.sock, on which each
 * input report comes as two bytes of length, least significant first, and the report.
 *
 * What hidapi does with the node is done here: open, the one ioctl by which it knows a hidraw node, poll (which works on the
 * socket as it is), read of one whole report, close. When the other end closes, poll says POLLHUP, as after a real unplugging.
 * A node without any permission in the testbed's /dev refuses to open, for root as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NODE "/dev/hidraw"
#define DESCRIPTORS 4096

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static bool is_hidraw[DESCRIPTORS];

static bool known(int fd) { return fd >= 0 && fd < DESCRIPTORS && is_hidraw[fd]; }

static int open_node(const char *path, int flags) {
  struct stat node;
  if (stat(path, &node) == 0 && (node.st_mode & 0777) == 0) {
    errno = EACCES;
    return -1;
  }
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/%s.sock", getenv("HIDRAW_DIR"), path + strlen("/dev/"));
  int fd = socket(AF_UNIX, SOCK_STREAM | (flags & O_CLOEXEC ? SOCK_CLOEXEC : 0), 0);
  if (fd < 0) return -1;
  if (fd >= DESCRIPTORS || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    close(fd);
    errno = ENODEV;
    return -1;
  }
  is_hidraw[fd] = true;
  return fd;
}

#define OPEN(name)                                                            \
  int name(const char *path, int flags, ...) {                                \
    if (strncmp(path, NODE, strlen(NODE)) == 0) return open_node(path, flags); \
    va_list rest;                                                             \
    va_start(rest, flags);                                                    \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;                 \
    va_end(rest);                                                             \
    return REAL(name)(path, flags, mode);                                     \
  }
OPEN(open)
OPEN(open64)

static bool receive(int fd, void *into, size_t length) {
  return length == 0 || recv(fd, into, length, MSG_WAITALL) == (ssize_t)length;
}

/* As the kernel does: one report a call, and what does not fit is lost. */
static ssize_t read_report(int fd, void *into, size_t size) {
  uint8_t head[2], report[UINT16_MAX];
  if (!receive(fd, head, sizeof head)) goto gone;
  size_t length = head[0] | head[1] << 8;
  if (!receive(fd, report, length)) goto gone;
  if (length > size) length = size;
  memcpy(into, report, length);
  return length;
gone:
  errno = EIO;
  return -1;
}

ssize_t read(int fd, void *into, size_t size) {
  return known(fd) ? read_report(fd, into, size) : REAL(read)(fd, into, size);
}

int ioctl(int fd, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  if (!known(fd)) return REAL(ioctl)(fd, request, argument);
  if (request == HIDIOCGRDESCSIZE) {
    *(int *)argument = 1;
    return 0;
  }
  errno = EINVAL;
  return -1;
}

int close(int fd) {
  if (known(fd)) is_hidraw[fd] = false;
  return REAL(close)(fd);
}
