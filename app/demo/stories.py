"""What went wrong in the invented enterprises: violations with their articles and amounts, told as an officer would."""

from dataclasses import dataclass, field

LAW = "《中华人民共和国安全生产法》"
OVERDUE = "责令限期改正后逾期未改正"
FIRST = "系首次发现，责令改正后已着手整改"
FINE, STOP_AND_FINE = ("fine",), ("suspend_business", "fine")


@dataclass(frozen=True)
class Story:
    """One violation. Amounts in yuan for the entity and, where the tier allows it, for a responsible person.

    Args: rule: of the law's penalties, with its item; finding: what was seen on site; tier: the circumstance that decides
          the tier; sanctions: of the entity, the kinds the article names; scope: where an on-site measure applies; proof:
          what the documents prove it with; person: (rule, article violated) of the person where it is another than the
          entity's (履职双罚, 安全生产法 (2021) art. 94); tier_facts: what the discretion table of the rule counts, where it
          has one
    """

    cause: str
    finding: str
    violated: str
    basis: str
    entity_yuan: str
    person_yuan: str
    tier: str
    rule: str = ""
    sanctions: tuple = FINE
    scope: str = ""
    proof: str = "安全管理制度和台账"
    person: tuple = ()
    tier_facts: dict = field(default_factory=dict)

    @property
    def tier_code(self) -> str:
        return {FIRST: "first", OVERDUE: "overdue"}.get(self.tier, "refusal")


STORIES = {
    "records": Story(
        "未如实记录事故隐患排查治理情况且逾期未改正",
        "隐患排查台账自今年三月起没有记录，四处已整改的隐患没有登记，也没有向从业人员通报",
        f"{LAW}第四十一条第二款", f"{LAW}第九十七条第（五）项", "120000.00", "21000.00", OVERDUE, "AQ97:5", STOP_AND_FINE,
        proof="隐患排查治理台账",
        tier_facts={"unrecorded": 4, "major_hazard": False, "repeated": 0},
    ),
    "training": Story(
        "未按照规定对新上岗人员进行安全生产教育和培训",
        "六名新上岗人员没有安全生产教育和培训记录，现场询问不清楚本岗位的应急处置措施",
        f"{LAW}第二十八条第一款", f"{LAW}第九十七条第（三）项", "35000.00", "25000.00", FIRST, "AQ97:3",
        proof="从业人员名册和安全生产教育培训档案",
        tier_facts={"untrained": 6, "high_risk_post": False, "repeated": 0},
        person=("AQ94:3", f"{LAW}第二十一条第（三）项"),
    ),
    "equipment": Story(
        "未对安全设备进行经常性维护、保养和定期检测且逾期未改正",
        "打磨车间除尘系统没有维护保养记录，泄爆片检测报告已过期五个月，管道积尘明显",
        f"{LAW}第三十六条第二款", f"{LAW}第九十九条第（三）项", "98000.00", "15000.00", OVERDUE, "AQ99:3",
        scope="打磨车间及其除尘系统", proof="除尘系统维护保养和检测档案",
    ),
    "devices": Story(
        "未对安全设备进行经常性维护、保养和定期检测且逾期未改正",
        "三只安全阀、五只压力表没有维护保养记录，静电接地装置检测报告已过期五个月",
        f"{LAW}第三十六条第二款", f"{LAW}第九十九条第（三）项", "86000.00", "15000.00", OVERDUE, "AQ99:3",
        proof="安全设备维护保养和检测档案",
    ),
    "alarm": Story(
        "关闭直接关系生产安全的报警设备",
        "两处可燃气体报警器被断电停用，没有审批记录，也没有采取替代的监控措施",
        f"{LAW}第三十六条第三款", f"{LAW}第九十九条第（四）项", "48000.00", "", FIRST, "AQ99:4",
        scope="报警器停用的作业区域及其设备", proof="报警系统运行记录和停用审批台账",
    ),
    "kitchen_gas": Story(
        "餐饮经营使用燃气未安装可燃气体报警装置",
        "二楼厨房使用管道天然气，灶具操作间没有安装可燃气体报警装置",
        f"{LAW}第三十六条第四款", f"{LAW}第九十九条第（八）项", "36000.00", "", FIRST, "AQ99:8",
        proof="燃气设施台账和供用气合同",
    ),
    "hot_work": Story(
        "进行动火作业未安排专门人员进行现场安全管理",
        "检修班在设备间进行动火作业，没有安排专门人员进行现场安全管理，作业票上的监护人当日不在岗",
        f"{LAW}第四十三条", f"{LAW}第一百零一条第（三）项", "46000.00", "", FIRST, "AQ101:3",
        proof="动火作业票和当日考勤记录",
        tier_facts={"operations": 2, "accident_risk": False, "repeated": 0},
    ),
    "signs": Story(
        "未在有较大危险因素的场所设置明显的安全警示标志",
        "有限空间入口和配电室没有设置安全警示标志",
        f"{LAW}第三十五条", f"{LAW}第九十九条第（一）项", "12000.00", "", FIRST, "AQ99:1",
        proof="有限空间台账",
        tier_facts={"places": 2, "repeated": 0},
    ),
    "hazard_system": Story(
        "未建立事故隐患排查治理制度且逾期未改正",
        "没有建立事故隐患排查治理制度，责令限期改正的三项内容到期没有落实",
        f"{LAW}第四十一条第二款", f"{LAW}第一百零一条第（五）项", "150000.00", "26000.00", OVERDUE, "AQ101:5", STOP_AND_FINE,
        proof="安全管理制度汇编和责令限期整改指令书",
        tier_facts={"breach": "no_system", "employees": 130, "repeated": 0},
    ),
    "gear": Story(
        "未为从业人员提供符合标准的劳动防护用品",
        "抛光工位三名作业人员佩戴普通纱布口罩，发放台账上没有防尘口罩，也没有产品合格证明",
        f"{LAW}第四十五条", f"{LAW}第九十九条第（五）项", "18000.00", "", FIRST, "AQ99:5",
        proof="劳动防护用品采购和发放台账",
    ),
    "drill": Story(
        "未按照规定定期组织生产安全事故应急救援预案演练",
        "综合应急预案编制以后没有组织过演练，演练计划和演练记录均不能提供",
        f"{LAW}第八十一条", f"{LAW}第九十七条第（六）项", "28000.00", "", FIRST, "AQ97:6",
        proof="应急救援预案和演练档案",
    ),
    "logbook": Story(
        "未如实记录安全生产教育和培训情况",
        "二季度培训签到表有九人同一笔迹代签，两人当日不在岗却有考核成绩",
        f"{LAW}第二十八条第四款", f"{LAW}第九十七条第（四）项", "16000.00", "", FIRST, "AQ97:4",
        proof="安全生产教育和培训档案、当日考勤记录",
    ),
    "boiler_line": Story(
        "危险物品的容器未经检验合格投入使用",
        "原料罐区两只压力容器没有检验合格标志，使用登记证已经过期，仍在充装使用",
        f"{LAW}第三十七条", f"{LAW}第九十九条第（六）项", "32000.00", "", FIRST, "AQ99:6",
        proof="容器使用登记和检验资料",
    ),
    "dormitory": Story(
        "储存危险物品的仓库与员工宿舍在同一座建筑物内",
        "一楼油漆稀料仓库与二楼员工宿舍在同一座建筑物内，宿舍内有床位八张，正在使用",
        f"{LAW}第四十二条", f"{LAW}第一百零五条", "34000.00", "", FIRST, "AQ105:1",
        proof="厂区平面图和宿舍登记表",
    ),
    "casting": Story(
        "深井铸造机存在重大事故隐患",
        "一号深井铸造机结晶器冷却水的流量、温度监测报警装置失效，没有与紧急排放装置联锁，存在熔融金属遇水爆炸的危险",
        f"{LAW}第四十一条第二款", f"{LAW}第一百零二条", "45000.00", "", FIRST, "AQ102",
        scope="一号深井铸造机及其作业区域", proof="深井铸造机监测记录",
        tier_facts={"hazards": 1, "major_hazard": True, "repeated": 0},
    ),
    "exits": Story(
        "疏散通道和安全出口被占用",
        "办公楼疏散通道堆放包装物，一处安全出口被货架占用",
        "《中华人民共和国消防法》第二十八条", "《中华人民共和国消防法》第六十条第一款第（三）项", "8000.00", "", FIRST,
    ),
    "reopened": Story(
        "拒不执行责令停止使用有关设备的决定，未采取措施消除事故隐患",
        "在重大事故隐患没有排除的情况下擅自恢复使用一号深井铸造机，具有发生熔融金属遇水爆炸的现实危险",
        f"{LAW}第四十一条第二款", f"{LAW}第一百零二条", "", "80000.00", "拒不执行消除事故隐患的指令", "AQ102", ("suspend_business",),
        scope="一号深井铸造机及其作业区域", proof="深井铸造机生产记录",
        tier_facts={"hazards": 1, "major_hazard": True, "repeated": 0},
    ),
}  # fmt: skip
