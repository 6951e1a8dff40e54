-- Words: a tag group's table sliced into bits, one row per 64 customers, in the ClickHouse table
-- words_<version>_tag_<key>. Not valid = they may belong to another table than the current one: rules scan it then.
CREATE TABLE tag_words (
  group_id  integer PRIMARY KEY REFERENCES tag_group (id) ON DELETE CASCADE,
  version   integer NOT NULL,
  valid     boolean NOT NULL,
  encodings jsonb NOT NULL                     -- {"tag": how its values are sliced}
);
