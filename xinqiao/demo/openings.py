"""The demo team's two openings, as facts."""

from __future__ import annotations

from datetime import date

from xinqiao.foundation.content.operations import OpeningFacts


def sample_openings(vouched_on: date) -> tuple[OpeningFacts, OpeningFacts]:
    """Two fact sheets, each with a real drawback."""
    return (
        OpeningFacts(
            title="账务平台负责人",
            team="平台组",
            city="杭州",
            pay_range="60–85 万元/年，另有期权，发放规则写在合同里",
            reports_to="技术副总裁",
            scope="账务核心与清结算，12 人。第一年主要做三件事：账务引擎换代、对账提前到 T+0、把值班从每周降到每月。",
            drawback="值班较多，平均每月一周；旧账务系统还要再维护至少一年。",
            vouched_by="周牧",
            vouched_on=vouched_on,
        ),
        OpeningFacts(
            title="站点可靠性工程师",
            team="平台组",
            city="杭州或远程",
            pay_range="40–58 万元/年",
            reports_to="平台组组长",
            scope="6 人小组，负责发布、容量和故障复盘。有改动发布流程的权限，不背业务指标。",
            drawback="监控和告警还比较乱，前半年要花不少时间清理；每季度到杭州一周。",
            vouched_by="周牧",
            vouched_on=vouched_on,
        ),
    )
