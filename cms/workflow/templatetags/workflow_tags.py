from django import template

from cms.workflow.desk_lists import OWN, DeskList, ForPromotion

register = template.Library()


@register.simple_tag
def lists_of_offices() -> list[DeskList]:
    """The lists that everybody in the admin may open."""
    return [each for each in OWN if not isinstance(each, ForPromotion)]
