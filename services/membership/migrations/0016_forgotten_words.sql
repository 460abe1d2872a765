-- What somebody took part in is told in free words, which are forgotten with them; that they did stays.
grant update (event) on participation to membership_service;
