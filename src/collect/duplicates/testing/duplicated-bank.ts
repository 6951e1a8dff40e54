import type { Context } from '../../../platform/context.ts'

/** Customers 1 to `single` are different people; each of the `doubled` numbers after them repeats customer 37·i. */
export interface DuplicatedBank {
  readonly single: number
  readonly doubled: number
}

const pick = (list: string, seed: string): string => `${list}[1 + sipHash64(${seed}) % length(${list})]`
const surnames = `ngrams('陈林黄王李张吴郑刘杨许蔡谢郭叶周赖曾苏朱江邱何罗卢徐肖洪庄余', 1)`
const given = `ngrams('丽敏静燕娟芳玲秀英华婷雪梅琳慧颖洁萍红霞伟强磊军洋勇杰涛明超刚平辉鹏飞鑫波斌宇浩', 1)`
const cities = `['福州', '厦门', '泉州', '漳州', '莆田', '宁德', '三明', '南平']`

/**
 * A bank made inside ClickHouse in which some people were opened twice, in five ways that happen at a counter. Every
 * tenth customer shares the phone of the one before: couples, who are not the same person.
 */
export async function storeDuplicatedBank(
  { clickhouse }: Context,
  { single, doubled }: DuplicatedBank,
): Promise<void> {
  const customers = `
SELECT number + 1 AS customer, customer > {single:UInt32} AS again, customer - {single:UInt32} AS nth,
  if(again, toUInt32(nth * 37), customer) AS person, nth % 5 AS way,
  concat(${pick(surnames, `person, 's'`)}, ${pick(given, `person, 'a'`)}, ${pick(given, `person, 'b'`)}) AS real_name,
  toDate32('1950-01-01') + sipHash64(person, 'd') % 20000 AS real_birth
FROM numbers({single:UInt32} + {doubled:UInt32})`
  await clickhouse.command(
    `INSERT INTO customer (customer, number, name, gender, birth_date, city, attributes, updated)
SELECT customer, concat('62', leftPad(toString(customer), 8, '0')),
  if(again AND way = 2, concat(substringUTF8(real_name, 1, 2), '珍'), real_name),
  if(sipHash64(person, 'g') % 2 = 0, 'female', 'male'),
  if(again AND way = 3, real_birth + 1, real_birth),
  ${pick(cities, `person, 'c'`)},
  if(sipHash64(person, 'i') % 10 < 6 AND NOT (again AND way != 1), map('identity_document', hex(sipHash64(person, 'i'))), map()),
  toDateTime64('2026-10-01 00:00:00', 3)
FROM (${customers})`,
    { single, doubled },
  )
  await clickhouse.command(
    `INSERT INTO identifier (namespace, value, customer, first_seen)
SELECT 'customer_number', concat('62', leftPad(toString(customer), 8, '0')), customer, toDateTime64('2026-10-01 00:00:00', 3)
FROM (${customers})`,
    { single, doubled },
  )
  await clickhouse.command(
    `INSERT INTO contact_point (customer, kind, value, updated)
SELECT customer, 'phone', hex(sipHash64(if(person % 10 = 0, person - 1, person), again AND way = 1, 'p')),
  toDateTime64('2026-10-01 00:00:00', 3)
FROM (${customers}) WHERE NOT (again AND way = 4)`,
    { single, doubled },
  )
}
