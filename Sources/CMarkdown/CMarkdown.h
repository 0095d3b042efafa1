// CommonMark with GitHub's extensions, as cmark-gfm offers it.
#ifndef LINERELAY_CMARKDOWN_H
#define LINERELAY_CMARKDOWN_H

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm-core-extensions.h>

#endif
