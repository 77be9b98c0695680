SELECT code AS company, title, active FROM app_company
