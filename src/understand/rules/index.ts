export { calendarDay, definitionKey, type DisplayName, displayName } from './names.ts'
export { propertyCondition, propertyConditionSql } from './property-condition.ts'
export { sqlText, sqlTexts } from './sql-text.ts'
