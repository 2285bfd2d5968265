"""The demo application's areas and queues, as the vendor's example server has them."""

from __future__ import annotations

from webapp.domain.accounts.models import Application
from webapp.domain.queues.models import Area, Queue

CASH, COMPANY = 1, 2  # kinds of business: bits of an attribute

AREAS = {
    10001: ("浦东营业厅 · Pudong branch", "个人与公司业务，工作日 9:00–17:00 · Personal and business, weekdays 9 to 5"),
    10002: ("徐汇营业厅 · Xuhui branch", "个人业务与理财 · Personal banking and wealth"),
}
# number: (area, name, description, priority, kind of business)
QUEUES = {
    101: (10001, "个人业务 · Personal banking", "存取款、转账、挂失 · Deposits, transfers, lost cards", 0, CASH),
    102: (10001, "贵宾服务 · Priority banking", "贵宾客户优先办理 · Served before the others", 10, CASH),
    103: (10001, "公司业务 · Business banking", "开户、对公结算 · Accounts and settlement", 0, COMPANY),
    201: (10002, "个人业务 · Personal banking", "存取款、转账、挂失 · Deposits, transfers, lost cards", 0, CASH),
    202: (10002, "投资理财 · Wealth management", "基金、保险、风险测评 · Funds, insurance, risk profile", 0, COMPANY),
}


def seed(application: Application) -> None:
    """Make the areas and queues that are missing; what somebody has changed stays as it is."""
    for number, (name, description) in AREAS.items():
        Area.objects.get_or_create(
            id=number, defaults={"application": application, "name": name, "description": description}
        )
    for number, (area_id, name, description, priority, attribute) in QUEUES.items():
        Queue.objects.get_or_create(
            id=number,
            defaults={
                "area_id": area_id,
                "name": name,
                "description": description,
                "priority": priority,
                "attribute": attribute,
            },
        )
