// Time zones, as GLib reads them from the system's database.
#ifndef LINERELAY_CGLIB_H
#define LINERELAY_CGLIB_H

#include <glib.h>

#endif
