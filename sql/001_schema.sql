-- Everything of the shop lives in its own schema. All files in this folder may be run any number of times.
create schema if not exists shop;
