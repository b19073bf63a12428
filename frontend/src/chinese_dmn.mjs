// What dmn-js says, in our words: [its word, ours] through its translate service, then literals it never translates.
const WORDS = {
  "<empty>": "（空）", "Activate hand tool": "拖动画面", "Activate lasso tool": "框选", "Add cell description": "给单元格加说明",
  "Add input column left": "在左边加条件列", "Add input column right": "在右边加条件列", "Add input": "加条件列",
  "Add output column left": "在左边加结果列", "Add output column right": "在右边加结果列", "Add output": "加结果列",
  "Add parameter": "加参数", "Add predefined values": "加可选值", "Add rule above": "在上面加一行", "Add rule below": "在下面加一行",
  "Add rule": "加一行", "Add text annotation": "加批注", "Add values": "加值", "After": "晚于", "And": "并且", "Annotation": "说明",
  "Annotations": "说明", "Append business knowledge model": "接一个业务知识", "Append decision": "接一个决策",
  "Append input data": "接一个输入", "Append knowledge source": "接一个依据", "Before": "早于", "Between": "介于",
  "Boolean value": "是或否", "Change cell expression language": "改单元格的表达式语言", "Change type": "换一种",
  "Clear predefined values": "清空可选值", "Comparison operator": "比较符号", "Comparison": "比较",
  "Connect to other element": "连到别的元素", "Copy input column": "复制条件列", "Copy output column": "复制结果列",
  "Copy rule": "复制这一行", "Create decision": "新建决策", "Create input data": "新建输入", "Create knowledge model": "新建业务知识",
  "Create knowledge source": "新建依据", "Create new list item": "加一项", "Create": "加上", "Custom values": "自定的值",
  "Cut input column": "剪切条件列", "Cut output column": "剪切结果列", "Cut rule": "剪切这一行", "Date and time value": "日期和时间",
  "Date and time": "日期和时间", "Date value": "日期", "Date": "日期", "Decision name": "决策名称", "Decision name: ": "决策名称：",
  "Definition ID": "文件编号", "Definition name": "文件名称", "Delete item": "删除这一项", "Delete": "删除", "Duration value": "时长",
  "Edit boolean": "改是或否", "Edit date and time": "改日期和时间", "Edit date": "改日期", "Edit duration": "改时长",
  "Edit end date and time": "改结束日期和时间", "Edit end date": "改结束日期", "Edit end time": "改结束时间",
  "Edit formal parameters": "改参数", "Edit function kind": "改函数种类", "Edit input": "改条件列", "Edit number": "改数字",
  "Edit output": "改结果列", "Edit start date and time": "改开始日期和时间", "Edit start date": "改开始日期",
  "Edit start time": "改开始时间", "Edit string": "改文字", "Edit time": "改时间", "Edit": "修改",
  "Editing not supported for set expression language": "这种表达式语言不能在这里改，请改用 FEEL", "Element name": "名称",
  "End date and time": "结束日期和时间", "End date": "结束日期", "End time": "结束时间", "End value": "结束值",
  "Enter expression": "写表达式", "Equals": "等于", "Exactly": "正好是", "Exclude": "不含", "Expression language": "表达式语言",
  "Expression language: {expressionLanguageLabel}": "表达式语言：{expressionLanguageLabel}", "Expression language:": "表达式语言：",
  "Expression": "表达式", "FEEL expression is mandatory": "必须写 FEEL 表达式", "Function kind: {kind}": "函数种类：{kind}",
  "Greater or equals": "大于或等于", "Greater": "大于", "Hit policy": "命中策略", "Hit policy:": "命中策略：", "Include": "包含",
  "Input expression": "取什么（表达式）", "Input expression: ": "取什么：", "Input label": "条件名称", "Input label: ": "条件名称：",
  "Input type": "条件类型", "Input values": "可选值", "Input": "条件", "JSON contains errors": "JSON 有错误", "Kind": "种类",
  "Less or equals": "小于或等于", "Less": "小于", "Literal expression editor": "表达式", "Literal expression": "表达式",
  "Match none": "都不是", "Match one": "是其中之一", "Move rule": "移动这一行", "No values": "没有值", "No": "否",
  "Open documentation": "打开说明", "Open pop-up editor": "打开大窗口", "Opened in editor": "正在大窗口里改",
  "Output label": "结果名称", "Output label: ": "结果名称：", "Output name": "结果代码", "Output name: ": "结果代码：",
  "Output type": "结果类型", "Output values": "可选值", "Output": "结果", "Paste input column left": "粘贴条件列到左边",
  "Paste input column right": "粘贴条件列到右边", "Paste output column left": "粘贴结果列到左边",
  "Paste output column right": "粘贴结果列到右边", "Paste rule above": "粘贴到上面", "Paste rule below": "粘贴到下面",
  "Predefined values": "可选值", "Range end operator": "范围终点含不含", "Range end value": "范围终点",
  "Range start operator": "范围起点含不含", "Range start value": "范围起点", "Range": "范围",
  "Remove cell description": "删除单元格说明", "Remove input column": "删除条件列", "Remove output column": "删除结果列",
  "Remove parameter": "删除参数", "Remove rule": "删除这一行", "Resize": "改宽度", "Search in diagram": "在图里找",
  "Section contains an error": "这一组有错误", "Section contains edits": "这一组有改动", "Set date and time": "设日期和时间",
  "Set date": "设日期", "Set duration": "设时长", "Set time": "设时间", "Set value": "设值", "Start date and time": "开始日期和时间",
  "Start date": "开始日期", "Start time": "开始时间", "Start value": "开始值", "String value": "文字",
  "Strings must be in double quotes": "文字要放在英文双引号里", "Test type": "怎么比", "Then": "则", "Time value": "时间", "Time": "时间",
  "Toggle list item": "展开或收起这一项", "Toggle section": "展开或收起", "Type": "类型", "Unparsable FEEL expression.": "FEEL 表达式读不懂。",
  "Use now": "用现在", "Use today": "用今天", "Value": "值", "Values": "值", "Variable name": "变量名", "Variable name:": "变量名：",
  "Variable type": "变量类型", "Variable type:": "变量类型：", "View DRD": "看总图", "When": "当", "Yes": "是",
  "e.g. { example } ": "如 { example } ", "e.g. { sample }": "如 { sample }", "name": "名称",
  "string": "文字", "boolean": "是或否", "number": "数字", "date": "日期", "time": "时间", "dateTime": "日期和时间",
  "dayTimeDuration": "天时分长度", "yearMonthDuration": "年月长度", "Any": "不限", "date and time": "日期和时间",
  "days and time duration": "天时分长度", "years and months duration": "年月长度",
};

/** diagram-js's translate service. A word without a translation stays as it is. */
export function translate(template, replacements = {}) {
  const words = WORDS[template] ?? template;
  return words.replace(/{\s*([^}]+?)\s*}/g, (whole, key) => replacements[key] ?? whole);
}

/** Words dmn-js writes without its translate service, by file: replaced while bundling; one not found stops the build. */
export const DMN_LITERALS = {
  "hit-policy/HitPolicies.js": [
    ["label: 'Unique'", "label: '唯一'"], ["label: 'First'", "label: '首个'"], ["label: 'Priority'", "label: '优先'"],
    ["label: 'Any'", "label: '任一'"], ["label: 'Collect'", "label: '汇总'"], ["label: 'Collect (Sum)'", "label: '汇总（合计）'"],
    ["label: 'Collect (Min)'", "label: '汇总（最小）'"], ["label: 'Collect (Max)'", "label: '汇总（最大）'"],
    ["label: 'Collect (Count)'", "label: '汇总（计数）'"], ["label: 'Rule order'", "label: '按行序'"], ["label: 'Output order'", "label: '按结果先后'"],
  ],
  "dmn-js-drd/lib/features/replace/ReplaceOptions.js": [
    ["label: 'Empty'", "label: '空的'"], ["label: 'Decision table'", "label: '决策表'"],
    ["label: 'Literal expression'", "label: '表达式'"], ["label: 'Literal Expression'", "label: '表达式'"],
  ],
  "drill-down/DrillDown.js": [["title: 'Open decision table'", "title: '打开决策表'"], ["title: 'Open literal expression'", "title: '打开表达式'"]],
};
