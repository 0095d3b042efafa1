// What a file is by its content, as libmagic knows it (the library behind file(1)).
#ifndef LINERELAY_CMAGIC_H
#define LINERELAY_CMAGIC_H

#include <magic.h>

#endif
