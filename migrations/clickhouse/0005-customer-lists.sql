-- Members of one version of an uploaded list. Visible only when PostgreSQL customer_list says the version is the list's.
CREATE TABLE customer_list_member
(
    list      UInt32,
    version   UInt32,
    customer  UInt32 CODEC(Delta, LZ4)
)
ENGINE = MergeTree
ORDER BY (list, version, customer)
SETTINGS fsync_after_insert = 1;
