from django.db import migrations

LEVELS = """
create function cms_problem_type_levels() returns trigger language plpgsql as $$
begin
    if new.parent_id is not null and (
        exists (select from cms_problemtype where id = new.parent_id and parent_id is not null)
        or exists (select from cms_problemtype where parent_id = new.id)
    ) then
        raise exception 'problem types have two levels' using errcode = 'check_violation', constraint = 'cms_problem_type_levels';
    end if;
    return null;
end $$;
create constraint trigger cms_problem_type_levels after insert or update of parent_id on cms_problemtype
    deferrable initially immediate for each row execute function cms_problem_type_levels();
"""
DROP_LEVELS = "drop trigger cms_problem_type_levels on cms_problemtype; drop function cms_problem_type_levels()"

TREE = """
create function cms_office_tree() returns trigger language plpgsql as $$
begin
    if exists (
        with recursive above (id, parent_id) as (
            select id, parent_id from cms_office where id = new.parent_id
            union
            select o.id, o.parent_id from cms_office o join above a on o.id = a.parent_id
        )
        select from above where id = new.id
    ) then
        raise exception 'an office cannot belong to itself' using errcode = 'check_violation', constraint = 'cms_office_tree';
    end if;
    return null;
end $$;
create constraint trigger cms_office_tree after insert or update of parent_id on cms_office
    deferrable initially immediate for each row execute function cms_office_tree();
"""
DROP_TREE = "drop trigger cms_office_tree on cms_office; drop function cms_office_tree()"


class Migration(migrations.Migration):
    """Rules over several rows, which a check constraint cannot see."""

    dependencies = [("cms", "0005_offices_problem_types_and_media")]

    operations = [migrations.RunSQL(LEVELS, DROP_LEVELS), migrations.RunSQL(TREE, DROP_TREE)]
