// One element of the table in CFixtures.c. No #pragma once: it is included once for each fixture. A macro cannot do this: it
// cannot hold a directive. The NUL behind each file keeps an empty one from being no array.
{
  NAME,
  (const unsigned char[]){
#embed VALUE suffix(, 0) if_empty(0)
  },
  sizeof((const unsigned char[]){
#embed VALUE suffix(, 0) if_empty(0)
  }) - 1,
  (const unsigned char[]){
#embed EXPECTED suffix(, 0) if_empty(0)
  },
  sizeof((const unsigned char[]){
#embed EXPECTED suffix(, 0) if_empty(0)
  }) - 1,
},
#undef NAME
#undef VALUE
#undef EXPECTED
