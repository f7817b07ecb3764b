"""The export of a known program is recognised by its headings and mapped as a whole."""

from collections import Counter

import pytest

from xinqiao.capabilities.importing.headings import Field, Sensitive, heading_key
from xinqiao.capabilities.importing.mapping import ColumnMapping, Reason, guess
from xinqiao.capabilities.importing.profiles import all_profiles, profile_by_id, recognise

# Profile, headings as the program writes them, and the columns that become something; all others stay out.
EXPORTS = {
    "HubSpot": (
        "hubspot",
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,"
            "Last Activity Date,"
            "Lifecycle Stage,Original Source,Job Title,Company Name,Associated Company,Associated Company IDs,"
            "Associated Deal(s),City,State/Region,Postal Code,Country/Region"
        ),
        (
            "external_id,first_name,last_name,email,phone,owner_email,stage,-,last_contact,-,"
            "source_detail,title,company,"
            "-,-,-,city,-,-,-"
        ),
    ),
    "HubSpot, few columns": (
        "hubspot",
        "Record ID,Email,Contact owner,Job Title,First Name",
        "external_id,email,owner_email,title,first_name",
    ),
    "LinkedIn Connections": (
        "linkedin_connections",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "first_name,last_name,link,email,company,title,-",
    ),
    "LinkedIn Connections, older": (
        "linkedin_connections",
        "First Name,Last Name,Email Address,Company,Position,Connected On",
        "first_name,last_name,email,company,title,-",
    ),
    "LinkedIn Recruiter": (
        "linkedin_recruiter",
        "First name,Last name,Email,Phone number,Job title,Company,Location,Pipeline stage,Note,Note visibility,Tags",
        "first_name,last_name,email,phone,title,company,city,stage,note,-,tags",
    ),
    "Talent Hub": (
        "talent_hub",
        (
            "candidate_id,project_id,first_name,last_name,emails,phone_numbers,tags,profile_url,sourcing_channels,"
            "hiring_state_id,created_time,created_datetime,last_modified_time"
        ),
        "external_id,-,first_name,last_name,email,phone,tags,link,source_detail,-,-,-,-",
    ),
    "Greenhouse": (
        "greenhouse",
        (
            "First Name*,Last Name*,Company,Title,Notes,Email,Phone,Social Media,Website,Address,Source,"
            "Who gets credit,Job,Department,Office,Prospect Pool,Prospect Stage"
        ),
        "first_name,last_name,company,title,note,email,phone,link,link,-,source_detail,-,-,-,-,tags,stage",
    ),
    "Greenhouse ingestion": (
        "greenhouse",
        (
            "first_name,last_name,external_id,company,title,phone_numbers,emails,social_media,websites,referrer,notes,"
            "prospect_pool_id,prospect_pool_stage_id,prospect_owner_email"
        ),
        "first_name,last_name,external_id,company,title,phone,email,link,link,source_detail,note,-,-,owner_email",
    ),
    "Lever": (
        "lever",
        "Full-Name,Email,Date-Added,Stage,Archive-Reason,Archive-Date,Sources,Origin",
        "name,email,-,stage,-,-,source_detail,-",
    ),
    "Lever, older": (
        "lever",
        "Full name,Email,Lever Posting URL,Stage,Sources,Origin,Resume Filename,IsSecretNote",
        "name,email,-,stage,source_detail,-,-,-",
    ),
    "Gem": (
        "gem",
        "First name,Last name,Company,Title,LinkedIn URL,Email",
        "first_name,last_name,company,title,link,email",
    ),
    "Google old": (
        "google_old",
        (
            "Name,Given Name,Additional Name,Family Name,Yomi Name,Notes,Language,Photo,"
            "Group Membership,E-mail 1 - Type,"
            "E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,"
            "Organization 1 - Title"
        ),
        "name,first_name,-,last_name,-,note,language,-,tags,-,email,-,email,-,phone,company,title",
    ),
    "Google new": (
        "google_new",
        (
            "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,"
            "Organization Title,"
            "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,"
            "Phone 1 - Value,Phone 3 - Value,Website 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
        ),
        "first_name,-,last_name,-,-,-,company,title,-,-,note,-,tags,-,email,-,phone,phone,link,-,-",
    ),
    "Google new, Email 1": (
        "google_new",
        "First Name,Last Name,Organization Name,Organization Title,Email 1 - Label,Email 1 - Value",
        "first_name,last_name,company,title,-,email",
    ),
    "Outlook.com": (
        "outlook_com",
        (
            "Title,First Name,Middle Name,Last Name,Suffix,Given Name Yomi,Surname Yomi,E-mail Address,E-mail Type,"
            "E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Company,Job Title,Home Street,"
            "Spouse,Birthday,Notes,"
            "Web Page"
        ),
        "-,first_name,-,last_name,-,-,-,email,-,email,phone,phone,phone,company,title,-,-,-,note,link",
    ),
    "Outlook desktop": (
        "outlook_desktop",
        (
            "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,"
            "Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Gender,Notes,Web Page"
        ),
        "-,first_name,-,last_name,-,company,-,title,-,city,-,phone,phone,email,email,-,note,link",
    ),
    "OpenCATS": (
        "opencats",
        (
            "Full Name,Address,City,State,Zip,Home Phone,Cell Phone,Work Phone,Notes,Current Employer,Email,Email 2,"
            "Web Site,Key Skills"
        ),
        "name,-,city,-,-,phone,phone,phone,note,company,email,email,link,skills",
    ),
    "Frappe HR": (
        "frappe_hr",
        (
            "Applicant Name,Email Address,Phone Number,Status,Job Opening,Source,Source Name,Designation,Country,"
            "Cover Letter,Resume Attachment,Applicant Rating,Notes"
        ),
        "name,email,phone,stage,-,source_detail,-,title,-,-,-,-,note",
    ),
    "Moka": (
        "moka",
        (
            "姓名,国家呼叫代码,电话,邮箱,性别,简历进入系统的时间,出生年份,出生日期,民族,证件类型,证件号码,国家/地区,籍贯,"
            "工作经验,所在行业,归档原因"
        ),
        "name,phone_country,phone,email,-,-,-,-,-,-,-,-,-,-,-,-",
    ),
    "Feishu Hire": (
        "feishu_hire",
        "姓名,手机号,邮箱,最近公司,最近职位,意向城市,人才标签,人才ID,投递职位,投递时间",
        "name,phone,email,company,title,city,tags,external_id,-,-",
    ),
    "Feishu directory": ("feishu_directory", "姓名,手机,邮箱,部门,职位,工号,状态", "name,phone,email,-,title,-,-"),
    "general Chinese": (
        "chinese_list",
        (
            "序号,候选人姓名,手机号,微信号,E-mail,目前公司,现职位,现居地,工作年限,最高学历,简历来源,标签,跟进人,最近联系时间,阶段,"
            "期望薪资,年龄,沟通记录"
        ),
        "-,name,phone,wechat,email,company,title,city,-,-,source_detail,tags,owner_email,last_contact,stage,-,-,note",
    ),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_a_known_export_is_recognised_and_mapped(export: str) -> None:
    profile, headings, expected = EXPORTS[export]
    mapping = guess(headings.split(","), [])
    guessed = [column.field.value.replace("ignore", "-") for column in mapping.columns]
    assert dict(zip(headings.split(","), guessed, strict=True)) == dict(
        zip(headings.split(","), expected.split(","), strict=True)
    )
    assert mapping.profile == profile
    mapping.check()


def test_each_profile_has_a_sample() -> None:
    assert {profile for profile, _, _ in EXPORTS.values()} | {"vcard"} == {profile.id for profile in all_profiles()}


RECRUITER = ["Ava", "Mercer", "a@mail.example", "", "Engineer", "Bluefen", "Boston", "Contacted", "Met", "ANYONE", "ai"]


@pytest.mark.parametrize("header", [[""] * 11, [f"Spalte {n}" for n in range(11)]])
def test_a_file_in_the_fixed_order_of_linkedin_recruiter_needs_no_headings(header: list[str]) -> None:
    mapping = guess(header, [RECRUITER, [*RECRUITER[:9], "ONLY_ME", ""]])
    assert mapping.profile == "linkedin_recruiter"
    assert [column.field.value for column in mapping.columns] == (
        ["first_name", "last_name", "email", "phone", "title", "company", "city", "stage", "note", "ignore", "tags"]
    )


def test_words_in_another_column_or_known_headings_do_not_make_that_order() -> None:
    assert recognise([""] * 11, [["ANYONE", *RECRUITER[1:9], "x", ""]]) is None
    assert recognise(["Name", *[""] * 10], [RECRUITER]) is None


@pytest.mark.parametrize("header", [[], [""], ["姓名"], ["Name", "Email"], ["First Name", "Last Name", "Email"]])
def test_a_list_without_signs_is_no_known_export(header: list[str]) -> None:
    assert recognise(header, []) is None
    assert guess(header, []).profile == ""


def test_what_an_export_calls_a_title_is_left_out_with_that_reason() -> None:
    column = guess(EXPORTS["Outlook.com"][1].split(","), []).columns[0]
    assert (column.field, column.reason) == (Field.IGNORE, Reason.HEADER)


def test_sensitive_columns_of_a_known_export_stay_out() -> None:
    columns = guess(EXPORTS["Moka"][1].split(","), []).columns
    assert {column.sensitive for column in columns if column.sensitive} == {
        Sensitive.SEX,
        Sensitive.BIRTH_DATE,
        Sensitive.ETHNICITY,
        Sensitive.ID_NUMBER,
        Sensitive.BIRTH_PLACE,
    }


def test_the_profile_survives_storing_and_choices_and_older_mappings_have_none() -> None:
    mapping = guess(EXPORTS["Gem"][1].split(","), [])
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert mapping.with_choices({3: "note"}).profile == "gem"
    stored = mapping.to_json()
    del stored["profile"]
    assert ColumnMapping.from_json(stored).profile == ""


def test_profiles_are_written_as_they_are_looked_up() -> None:
    profiles = all_profiles()
    assert [name for name, times in Counter(profile.id for profile in profiles).items() if times > 1] == []
    for profile in profiles:
        keys = {*profile.signs, *(profile.columns or {}), *(key for keys in profile.all_of for key in keys)}
        assert {key for key in keys if heading_key(key) != key} == set(), profile.id
        assert profile.name_zh
        assert profile.name_en
        assert len(profile.id) <= 30
        assert profile_by_id(profile.id) is profile
    assert profile_by_id("") is None
