export { customersSql } from './algebra.ts'
export { businessDay } from './business-day.ts'
export type { CatalogueTag, RuleCatalogue } from './catalogue.ts'
export { checkRule, segmentsOf } from './check-rule.ts'
export type { ComparedColumn } from './comparison.ts'
export { type CompiledRule, compileRule } from './compile-rule.ts'
export { describeRule } from './describe-rule.ts'
export { type Explanation, explainRule, findCustomer } from './explain-rule.ts'
export { calendarDay, definitionKey, type DisplayName, displayName, plainText } from './names.ts'
export { parseDefinitions } from './parse-definitions.ts'
export { parseRule } from './parse-rule.ts'
export {
  describeProperties,
  type PropertyCondition,
  propertyCondition,
  propertyConditionSql,
  propertyNumberSql,
} from './property-condition.ts'
export { ruleJsonSchema } from './rule-json-schema.ts'
export { sqlText, sqlTexts } from './sql-text.ts'
export { dayOfText, flagOfText, numberOfText } from './text-values.ts'
export { type TagWords, type WordEncoding, wordColumn } from './words/encoding.ts'
export { centsDigits, centsNumber, centsNumberSql, roundCents } from './words/cents.ts'
